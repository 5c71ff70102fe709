namespace ActorMlOps.Rollout;

[GenerateSerializer, Immutable, Alias("actormlops.WeightedVersion")]
public sealed record WeightedVersion([property: Id(0)] string Version, [property: Id(1)] double Weight);
