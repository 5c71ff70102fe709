using ActorMlOps.Grains.Storage;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A segment of a timeline as its owner holds it: with its cells, or with no more than their sum while they lie in the store.</summary>
/// <param name="Row">Null: it was never read; without a value: its cells were let go of.</param>
/// <param name="Cells">Number of its cells.</param>
/// <param name="Sum">All its cells in one; null where that is not kept.</param>
internal sealed record TimelinePart<T>(
    TimelineSpan Span, Row<TimelineSegment<T>>? Row, int Cells, string Profile, WindowCell<T>? Sum)
{
    public long Number => Span.Number;

    /// <summary>Null: its cells are in the store only.</summary>
    public List<WindowCell<T>>? Held => Row?.Value?.Cells;

    public static TimelinePart<T> Of(long number, Row<TimelineSegment<T>> row) =>
        new(TimelineSpan.Of(number, row.Value!.Cells), row, row.Value.Cells.Count, row.Value.Profile, null);

    /// <summary>Closed, and known by what its head says of it.</summary>
    public static TimelinePart<T> Unread(TimelineSpan span) => new(span, null, WindowGrid.CellsPerSegment, "", null);

    /// <summary>Lets go of the cells, which are in the store.</summary>
    /// <param name="merge">Null: without a sum.</param>
    public TimelinePart<T> Release(Func<T, T, T>? merge) =>
        Held is null ? this : this with { Row = new(null, Row!.ETag), Sum = merge is null || Held.Count == 0 ? null : SumOf(Held, merge) };

    private static WindowCell<T> SumOf(List<WindowCell<T>> cells, Func<T, T, T> merge)
    {
        var span = TimelineSpan.Of(-1, cells);
        return new(span.From, (int)(span.To - span.From), span.FirstRow, cells.Sum(c => c.Rows), cells.Select(c => c.Value).Aggregate(merge));
    }
}
