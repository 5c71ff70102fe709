using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>The stored truth about a model's traffic.</summary>
/// <param name="Rollouts">Oldest first, ended ones included.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.Traffic")]
internal sealed record TrafficState([property: Id(0)] Policy? Policy, [property: Id(1)] RolloutState[] Rollouts)
{
    public static TrafficState None { get; } = new(null, []);
}
