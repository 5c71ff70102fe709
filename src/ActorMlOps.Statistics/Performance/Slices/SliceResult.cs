namespace ActorMlOps.Statistics.Performance.Slices;

/// <summary>The rows with one value of one column against all others.</summary>
/// <param name="Column">Of the segment.</param>
/// <param name="Value">Of the column.</param>
/// <param name="Rows">Labelled rows of the slice.</param>
/// <param name="Metric">accuracy, or mae for a regression.</param>
/// <param name="SliceValue">The metric on the slice.</param>
/// <param name="Rest">The metric on the other labelled rows.</param>
/// <param name="Difference">Slice minus rest.</param>
/// <param name="Low">Lower end of the difference's 95 % confidence interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of no difference; null where the test is undefined.</param>
/// <param name="AdjustedPValue">Holm, over all slices tested.</param>
/// <param name="Worse">The adjusted p-value is at most 0.05 and the slice is the worse side.</param>
/// <param name="Reason">Why the test is undefined.</param>
public sealed record SliceResult(
    string Column,
    string Value,
    long Rows,
    string Metric,
    double SliceValue,
    double Rest,
    double Difference,
    double? Low,
    double? High,
    double? PValue,
    double? AdjustedPValue,
    bool Worse,
    string? Reason);
