using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Views;

/// <summary>One test of one column; the exact value lies in [Low, High]; undefined is null with a reason.</summary>
public sealed record TestView(
    string Method,
    double? Value,
    double? Low,
    double? High,
    double? PValue,
    double? AdjustedPValue,
    double? Threshold,
    string ThresholdOf,
    bool Drifted,
    string? Reason)
{
    internal static TestView Of(DriftResult result) => new(
        result.Method, result.Value, result.Low, result.High, result.PValue, result.AdjustedPValue, result.Threshold, result.ThresholdOf,
        result.Drifted, result.Reason);
}
