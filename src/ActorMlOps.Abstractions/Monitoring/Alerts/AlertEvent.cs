namespace ActorMlOps.Monitoring.Alerts;

/// <summary>A notice in the fleet's feed.</summary>
/// <param name="Id">From 1, without gaps.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertEvent")]
public sealed record AlertEvent(
    [property: Id(0)] long Id, [property: Id(1)] AlertChange Change, [property: Id(2)] DateTimeOffset At, [property: Id(3)] Alert Alert);
