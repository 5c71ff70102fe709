namespace ActorMlOps.Monitoring;

/// <summary>What became of labels in their partition.</summary>
/// <param name="Verdicts">One for each label, in their order.</param>
/// <param name="Rejected">Why, for those that were rejected or beyond the horizon, by position.</param>
[GenerateSerializer, Immutable, Alias("actormlops.LabelAnswer")]
public sealed record LabelAnswer([property: Id(0)] LabelVerdict[] Verdicts, [property: Id(1)] RejectedLabel[] Rejected)
{
    public static LabelAnswer Empty { get; } = new([], []);

    /// <summary>The answer to a part of the labels.</summary>
    public LabelAnswer Slice(int from, int count) => new(
        Verdicts[from..(from + count)],
        [.. Rejected.Where(r => r.Index >= from && r.Index < from + count).Select(r => r with { Index = r.Index - from })]);
}
