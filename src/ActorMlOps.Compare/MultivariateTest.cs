namespace ActorMlOps.Compare;

/// <summary>One test of whole rows. Undefined is null with a reason.</summary>
/// <param name="Method">See <see cref="Statistics.Multivariate.MultivariateMethods"/>.</param>
/// <param name="Value">Mean reconstruction error in standard deviations; or the area under the ROC curve, 0.5 if nothing differs.</param>
/// <param name="Low">Low end of the interval of the value.</param>
/// <param name="High">High end of it.</param>
/// <param name="Threshold">Upper end of the reference's band; or 0.5, which the interval has to be above.</param>
/// <param name="ThresholdOf">Where it comes from, see <see cref="Statistics.Drift.ThresholdKinds"/>.</param>
/// <param name="Drifted">The verdict; false where undefined.</param>
/// <param name="Reason">Why it is undefined.</param>
/// <param name="Columns">For the classifier: the columns that tell the files apart best, with their share in it.</param>
public sealed record MultivariateTest(
    string Method,
    double? Value,
    double? Low,
    double? High,
    double? Threshold,
    string ThresholdOf,
    bool Drifted,
    string? Reason,
    IReadOnlyList<(string Column, double Share)> Columns)
{
    /// <summary>There are more columns than these tests are made for.</summary>
    public const string TooManyColumns = "tooManyColumns";
}
