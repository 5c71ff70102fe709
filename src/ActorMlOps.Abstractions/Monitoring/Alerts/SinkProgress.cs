namespace ActorMlOps.Monitoring.Alerts;

/// <summary>How far a scope's messages have come at a sink.</summary>
/// <param name="Undelivered">Messages that wait.</param>
/// <param name="Attempts">Failed attempts at the first of them.</param>
/// <param name="NextAttempt">Null: nothing failed.</param>
/// <param name="Error">Of the last attempt.</param>
[GenerateSerializer, Immutable, Alias("actormlops.SinkProgress")]
public sealed record SinkProgress(
    [property: Id(0)] string Sink,
    [property: Id(1)] int Undelivered,
    [property: Id(2)] DateTimeOffset? OldestAt,
    [property: Id(3)] int Attempts,
    [property: Id(4)] DateTimeOffset? NextAttempt,
    [property: Id(5)] string? Error,
    [property: Id(6)] long Dropped);
