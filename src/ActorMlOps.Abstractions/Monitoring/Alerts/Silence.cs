namespace ActorMlOps.Monitoring.Alerts;

/// <summary>
/// Keeps alerts from being told for a while. They are raised and listed all the same; one that is still open when the silence ends is told
/// then.
/// </summary>
[GenerateSerializer, Immutable, Alias("actormlops.Silence")]
public sealed record Silence(
    [property: Id(0)] string Id,
    [property: Id(1)] SilenceMatchers Matchers,
    [property: Id(2)] string Reason,
    [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset ExpiresAt);
