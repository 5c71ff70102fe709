namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>How far a sink has come in the notices of a scope.</summary>
/// <param name="Sent">Sequence of the last notice that it took.</param>
/// <param name="Attempts">Failed attempts at the next one.</param>
/// <param name="NotBefore">When it may be tried again.</param>
/// <param name="FailingSince">When the first of the attempts failed.</param>
/// <param name="RefusedSince">Since when the receiver has answered that it can't use this very message.</param>
/// <param name="Dropped">Notices that it never got, since the scope began.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.SinkCursor")]
internal sealed record SinkCursor(
    [property: Id(0)] string Sink,
    [property: Id(1)] long Sent,
    [property: Id(2)] int Attempts = 0,
    [property: Id(3)] DateTimeOffset? NotBefore = null,
    [property: Id(4)] DateTimeOffset? FailingSince = null,
    [property: Id(5)] DateTimeOffset? RefusedSince = null,
    [property: Id(6)] string? Error = null,
    [property: Id(7)] long Dropped = 0);
