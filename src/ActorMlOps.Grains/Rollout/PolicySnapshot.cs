using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>A policy as one silo holds it, with its lease. Swapped whole.</summary>
/// <param name="LeaseEnd">Monotonic timestamp after which the policy must be read again before it may be followed.</param>
internal sealed record PolicySnapshot(Policy Policy, TrafficSplit Split, long LeaseEnd)
{
    /// <summary>Monotonic timestamp of the last request, for the renewal to know which models are in use.</summary>
    public long LastUsed;
}
