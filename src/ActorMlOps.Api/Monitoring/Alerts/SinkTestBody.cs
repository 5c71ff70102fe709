using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Optional body of <c>POST /api/alerts/test</c>.</summary>
/// <param name="Sink">Name of a sink in the settings; default: all but the one for trainings.</param>
/// <param name="Severity">Default: info.</param>
internal sealed record SinkTestBody(string? Sink = null, AlertSeverity Severity = AlertSeverity.Info);
