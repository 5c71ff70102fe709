namespace ActorMlOps.Monitoring.Alerts;

/// <summary>Somebody looks after an alert.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.Acknowledgement")]
public sealed record Acknowledgement([property: Id(0)] string By, [property: Id(1)] string? Note, [property: Id(2)] DateTimeOffset At);
