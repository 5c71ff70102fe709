namespace ActorMlOps.Grains.Monitoring;

/// <summary>Where to find a timeline's segments: numbers First to Last, and perhaps one more.</summary>
/// <param name="Levels">The coarser levels, finest first; null in heads of before there were any.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelineHead")]
internal sealed record TimelineHead(
    [property: Id(0)] long First,
    [property: Id(1)] long Last,
    [property: Id(2)] TimelineLevelHead[]? Levels = null);

/// <summary>The same of one level.</summary>
/// <param name="Closed">What the segments hold that are only read for a report; those that are missing here are read at the start.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelineLevelHead")]
internal sealed record TimelineLevelHead(
    [property: Id(0)] long First,
    [property: Id(1)] long Last,
    [property: Id(2)] TimelineSpan[] Closed);

/// <summary>What a segment holds: cells of hops in [From, To), Unix seconds, and of rows in [FirstRow, EndRow).</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelineSpan")]
internal readonly record struct TimelineSpan(
    [property: Id(0)] long Number,
    [property: Id(1)] long From,
    [property: Id(2)] long To,
    [property: Id(3)] long FirstRow,
    [property: Id(4)] long EndRow)
{
    /// <summary>Of a cell, which is in no segment.</summary>
    public static TimelineSpan Of<T>(WindowCell<T> cell) => new(-1, cell.Hop, cell.Hop + cell.HopSeconds, cell.FirstRow, cell.FirstRow + cell.Rows);

    public static TimelineSpan Of<T>(long number, IReadOnlyCollection<WindowCell<T>> cells) => cells.Count == 0
        ? new(number, long.MaxValue, long.MinValue, long.MaxValue, long.MinValue)
        : new(number, cells.Min(c => c.Hop), cells.Max(c => c.Hop + c.HopSeconds), cells.Min(c => c.FirstRow), cells.Max(c => c.FirstRow + c.Rows));
}
