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

    private const int ReadsAtATime = 8;

    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, PolicySnapshot> _snapshots = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<PolicySnapshot?>>> _reads = new();

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

    /// <summary>Reads the stored record itself; whoever asks meanwhile shares the read. Null: the model has no policy.</summary>
    public async Task<PolicySnapshot?> ReadAsync(string model)
    {
        var read = _reads.GetOrAdd(model, m => new(() => ReadStoredAsync(m)));
        try
        {
            return await read.Value;
        }
        finally
        {
            _reads.TryRemove(new(model, read));
        }
    }

    private async Task<PolicySnapshot?> ReadStoredAsync(string model)
    {
        var readAt = clock.GetTimestamp();
        var row = await rows.ReadAsync<TrafficState>(StorageNames.Traffic, model);
        if (row.Value?.Policy is not { } policy)
            return null;
        Install(policy, readAt);
        return Find(model);
    }

    /// <summary>Renews what was asked for in the last minute, and forgets the rest. One that can't be read keeps no other waiting.</summary>
    /// <exception cref="AggregateException">Some could not be read; their leases run out.</exception>
    public async Task RenewAsync()
    {
        var since = clock.GetTimestamp() - (long)(InUse.TotalSeconds * clock.TimestampFrequency);
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(_snapshots, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtATime }, async (entry, _) =>
        {
            var (model, snapshot) = entry;
            if (Volatile.Read(ref snapshot.LastUsed) < since)
            {
                _snapshots.TryRemove(entry);
                return;
            }
            try
            {
                // One that hangs is asked again at the next renewal; the read itself goes on.
                await ReadAsync(model).WaitAsync(Lease, clock, CancellationToken.None);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
            }
        });
        if (!failures.IsEmpty)
            throw new AggregateException(failures);
    }
}
