namespace ActorMlOps.Monitoring.Alerts;

/// <summary>The alerts of a scope: the open ones, the newest closed ones, and how far their messages have come.</summary>
/// <param name="Alerts">The newest first.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertsInfo")]
public sealed record AlertsInfo([property: Id(0)] Alert[] Alerts, [property: Id(1)] SinkProgress[] Sinks);
