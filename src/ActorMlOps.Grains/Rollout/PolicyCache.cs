using System.Collections.Concurrent;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>
/// The silo's policy snapshots. A snapshot may be followed while its lease lasts; the lease starts before the read of the stored record
/// was sent, so that a silo that missed a switch follows the old policy no longer than that. A lower epoch is never installed.
/// </summary>
internal sealed class PolicyCache(RowStore rows, TimeProvider clock)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, PolicySnapshot> _snapshots = new();

    public PolicySnapshot? Find(string model) => _snapshots.GetValueOrDefault(model);

    public bool IsValid(PolicySnapshot snapshot) => clock.GetTimestamp() < snapshot.LeaseEnd;

    public void Install(Policy policy, long readAt)
    {
        var fresh = new PolicySnapshot(policy, new TrafficSplit(policy), readAt + (long)(Lease.TotalSeconds * clock.TimestampFrequency))
        {
            LastUsed = clock.GetTimestamp(),
        };
        _snapshots.AddOrUpdate(policy.Model, fresh, (_, held) =>
            held.Policy.Epoch > policy.Epoch ? held
            : held.Policy.Epoch == policy.Epoch ? held with { LeaseEnd = Math.Max(held.LeaseEnd, fresh.LeaseEnd) }
            : fresh with { LastUsed = held.LastUsed });
    }

    /// <summary>Reads the stored record itself. Null: the model has no policy.</summary>
    public async Task<PolicySnapshot?> ReadAsync(string model)
    {
        var readAt = clock.GetTimestamp();
        var row = await rows.ReadAsync<TrafficState>(StorageNames.Traffic, model);
        if (row.Value?.Policy is not { } policy)
            return null;
        Install(policy, readAt);
        return Find(model);
    }

    /// <summary>Renews what was asked for in the last minute, and forgets the rest.</summary>
    public async Task RenewAsync()
    {
        var since = clock.GetTimestamp() - (long)(InUse.TotalSeconds * clock.TimestampFrequency);
        foreach (var (model, snapshot) in _snapshots)
        {
            if (snapshot.LastUsed < since)
                _snapshots.TryRemove(model, out _);
            else
                await ReadAsync(model);
        }
    }
}
