namespace ActorMlOps.Monitoring;

/// <summary>The labelled rows with one value of a segment column against all others of the window; at least 30 on either side.</summary>
/// <param name="Metric">accuracy (two proportions; Fisher's exact test where few are wrong), or mae for a regression (Welch).</param>
/// <param name="SliceValue">The metric on the slice.</param>
/// <param name="Rest">The metric on the other rows.</param>
/// <param name="Difference">Slice minus rest, with its 95 % confidence interval.</param>
/// <param name="PValue">Two-sided; null where the test is undefined.</param>
/// <param name="AdjustedPValue">Holm, over all slices of the window.</param>
/// <param name="Worse">The adjusted p-value is at most 0.05, and the slice is the worse side.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceSlice")]
public sealed record PerformanceSlice(
    [property: Id(0)] string Column,
    [property: Id(1)] string Value,
    [property: Id(2)] long Rows,
    [property: Id(3)] string Metric,
    [property: Id(4)] double SliceValue,
    [property: Id(5)] double Rest,
    [property: Id(6)] double Difference,
    [property: Id(7)] double? Low,
    [property: Id(8)] double? High,
    [property: Id(9)] double? PValue,
    [property: Id(10)] double? AdjustedPValue,
    [property: Id(11)] bool Worse,
    [property: Id(12)] string? Reason);
