namespace ActorMlOps.Rollout;

/// <summary>A direct change of the split.</summary>
/// <param name="Weights">Version and weight, each at least 0, not all 0. The first with the greatest weight becomes stable unless the present stable version keeps a weight.</param>
/// <param name="Shadows">Versions that get copies; none of them may have a weight.</param>
/// <param name="IfEpoch">Refuse if the epoch is another one; null: whatever it is.</param>
[GenerateSerializer, Immutable, Alias("actormlops.TrafficChange")]
public sealed record TrafficChange(
    [property: Id(0)] WeightedVersion[] Weights,
    [property: Id(1)] string[] Shadows,
    [property: Id(2)] long? IfEpoch,
    [property: Id(3)] string By);
