namespace ActorMlOps.Compare;

/// <summary>
/// One test of whole rows, on a sample of each file, as the drift report of a version has it. Undefined is null with a reason.
/// </summary>
/// <param name="Method">See <see cref="Statistics.Multivariate.MultivariateMethods"/>.</param>
/// <param name="Value">Mean reconstruction error in standard deviations; or the area under the ROC curve, 0.5 if nothing differs.</param>
/// <param name="Low">Low end of the area's 95 % interval; of a reconstruction error, which is that of the sample, the value itself.</param>
/// <param name="High">High end of it.</param>
/// <param name="Baseline">The same figure where nothing drifts.</param>
/// <param name="ThresholdLow">A value below it has drifted; null: none does.</param>
/// <param name="Threshold">A value above it (of the area: a low end above it) has drifted.</param>
/// <param name="ThresholdOf">Where it comes from, see <see cref="Statistics.Drift.ThresholdKinds"/>.</param>
/// <param name="Drifted">The verdict; false where undefined.</param>
/// <param name="Rows">Rows of the current file that were sampled.</param>
/// <param name="ReferenceRows">Rows of the reference that were sampled.</param>
/// <param name="Columns">The columns of those rows; empty where there are too many.</param>
/// <param name="Importance">For the classifier: the columns that tell the files apart, the best first.</param>
/// <param name="Reason">Why it is undefined, or what to know.</param>
public sealed record MultivariateTest(
    string Method,
    double? Value,
    double? Low,
    double? High,
    double? Baseline,
    double? ThresholdLow,
    double? Threshold,
    string ThresholdOf,
    bool Drifted,
    int Rows,
    int ReferenceRows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<ColumnShare> Importance,
    string? Reason)
{
    /// <summary>There are more columns than these tests are made for.</summary>
    public const string TooManyColumns = "tooManyColumns";
}
