namespace ActorMlOps.Rollout;

/// <summary>A version and its share of the units.</summary>
/// <param name="Weight">Relative to the sum of all weights; at least 0.</param>
[GenerateSerializer, Immutable, Alias("actormlops.Variant")]
public sealed record Variant([property: Id(0)] string Version, [property: Id(1)] double Weight, [property: Id(2)] VariantRole Role);
