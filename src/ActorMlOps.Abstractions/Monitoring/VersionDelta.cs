namespace ActorMlOps.Monitoring;

/// <summary>Panes of one silo instance, in sequence.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.VersionDelta")]
public sealed record VersionDelta([property: Id(0)] Guid SiloInstance, [property: Id(1)] VersionPane[] Panes);
