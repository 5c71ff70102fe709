using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Which alerts a sink is told.</summary>
internal sealed record SinkFilter(AlertSeverity MinSeverity, IReadOnlyCollection<string>? Models)
{
    public static SinkFilter Everything { get; } = new(AlertSeverity.Info, null);

    public bool Takes(Alert alert) =>
        alert.Kind == AlertKind.Test
        || (alert.Severity >= MinSeverity && (Models is null || (alert.Model is { } model && Models.Contains(model))));
}
