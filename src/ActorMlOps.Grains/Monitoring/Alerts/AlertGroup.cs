using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>What one alert is about, within a scope.</summary>
/// <param name="Subject">The feature, else the metric; null: neither.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlertGroup")]
internal readonly record struct AlertGroup(
    [property: Id(0)] string? Version, [property: Id(1)] AlertKind Kind, [property: Id(2)] string? Subject)
{
    public static AlertGroup Of(AlertSignal signal) => new(signal.Version, signal.Kind, signal.Feature ?? signal.Metric);

    public static AlertGroup Of(Alert alert) => new(alert.Version, alert.Kind, alert.Feature ?? alert.Metric);

    /// <summary>The same for every alert of the group, whatever its number.</summary>
    public string DedupKey(AlertScope scope) => $"actormlops/{scope}/{Version}/{Kind.ToString().ToLowerInvariant()}/{Subject}";
}
