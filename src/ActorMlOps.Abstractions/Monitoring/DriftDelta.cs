namespace ActorMlOps.Monitoring;

/// <summary>Panes of one silo instance, in sequence, all counted by the same profile.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.DriftDelta")]
public sealed record DriftDelta(
    [property: Id(0)] Guid SiloInstance,
    [property: Id(1)] string ProfileSha256,
    [property: Id(2)] DriftPane[] Panes);
