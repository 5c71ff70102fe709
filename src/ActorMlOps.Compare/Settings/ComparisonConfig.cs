using System.Text.Json;

namespace ActorMlOps.Compare.Settings;

/// <summary>
/// How to compare: the config of a version, so that one file serves both. What says nothing of two files (detectors, alerts, sampling,
/// windows ...) is accepted and has no effect.
/// </summary>
/// <param name="Features">Only these are compared; null: all columns that are not named below.</param>
/// <param name="Reference">Which columns are no features.</param>
/// <param name="Drift">Tests and thresholds.</param>
public sealed record ComparisonConfig(
    FeatureConfig[]? Features = null,
    ReferenceConfig? Reference = null,
    DriftConfig? Drift = null,
    JsonElement? Task = null,
    JsonElement? Output = null,
    JsonElement? Sensitive = null,
    JsonElement? Segments = null,
    JsonElement? Metrics = null,
    JsonElement? Alerts = null,
    JsonElement? Windows = null,
    JsonElement? Labels = null,
    JsonElement? Engine = null,
    JsonElement? BaselineRows = null,
    JsonElement? Detectors = null)
{
    /// <summary>The options that this config stands for.</summary>
    /// <exception cref="ComparisonException">A value is out of its range; the message names the field.</exception>
    public ComparisonOptions ToOptions()
    {
        var kinds = new Dictionary<string, ColumnKind>();
        foreach (var feature in Features ?? [])
        {
            if (DriftNames.Find(DriftNames.Kinds, feature.Kind, $"features.kind of '{feature.Name}'") is { } kind)
                kinds[feature.Name] = kind;
        }

        string?[] predictions = [Reference?.PredictionColumn, Reference?.ScoreColumn];
        return new()
        {
            Features = Features?.Select(feature => feature.Name).ToArray(),
            Ignore = Reference?.Ignore ?? [],
            Label = Reference?.LabelColumn,
            Predictions = [.. predictions.OfType<string>().Distinct()],
            Kinds = kinds,
            Drift = (Drift ?? new()).ToOptions(),
            Multivariate = (Drift ?? new()).Multivariate,
        };
    }
}
