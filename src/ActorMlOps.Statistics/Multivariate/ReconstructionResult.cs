namespace ActorMlOps.Statistics.Multivariate;

/// <summary>One test by reconstruction error. Undefined is null with a reason; never NaN.</summary>
/// <param name="Value">Mean distance of the window's rows from their reconstruction, in standard deviations; at least 0.</param>
/// <param name="Baseline">The same of reference rows held out.</param>
/// <param name="Low">A mean below it has drifted.</param>
/// <param name="High">A mean above it has drifted.</param>
/// <param name="Rows">Rows of the window.</param>
/// <param name="Components">Components kept.</param>
/// <param name="ExplainedVariance">Share of the reference's variance they explain.</param>
/// <param name="ConstantColumns">Columns constant in the reference, by index: left out, whatever they do now.</param>
/// <param name="Drifted">The verdict; false where the value is undefined.</param>
/// <param name="Reason">Why it is undefined, see <see cref="MultivariateReasons"/>.</param>
public sealed record ReconstructionResult(
    double? Value,
    double? Baseline,
    double? Low,
    double? High,
    int Rows,
    int Components,
    double? ExplainedVariance,
    IReadOnlyList<int> ConstantColumns,
    bool Drifted,
    string? Reason);
