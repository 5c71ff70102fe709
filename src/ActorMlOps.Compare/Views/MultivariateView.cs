namespace ActorMlOps.Compare.Views;

/// <summary>One test of whole rows, in the shape of those of columns.</summary>
/// <param name="Columns">The columns that tell the files apart best, with their share in it; empty where the test does not say.</param>
public sealed record MultivariateView(
    string Method,
    double? Value,
    double? Low,
    double? High,
    double? PValue,
    double? AdjustedPValue,
    double? Threshold,
    string ThresholdOf,
    bool Drifted,
    string? Reason,
    IReadOnlyDictionary<string, double> Columns)
{
    internal static MultivariateView Of(MultivariateTest test) => new(
        test.Method, test.Value, test.Low, test.High, null, null, test.Threshold, test.ThresholdOf, test.Drifted, test.Reason,
        test.Columns.ToDictionary(c => c.Column, c => c.Share));
}
