using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A window's labelled rows from all label partitions together.</summary>
internal sealed record LabelShares(
    Dictionary<string, GroupCounters> Groups, Dictionary<string, PairedOutcomes> Paired, long Pending, long Unmatched)
{
    /// <param name="segment">See <see cref="ILabelGrain.Performance"/>.</param>
    public static async Task<LabelShares> GatherAsync(IGrainFactory grains, VersionSpec spec, WindowRange range, string? segment)
    {
        var shares = await Task.WhenAll(Partitions(grains, spec).Select(p => p.Performance(spec.Key.Version, range, segment)));
        var groups = new Dictionary<string, GroupCounters>();
        var paired = new Dictionary<string, PairedOutcomes>();
        foreach (var share in shares)
        {
            foreach (var name in share.Groups.Keys.Union(share.Custom.Keys))
            {
                if (!groups.TryGetValue(name, out var sum))
                    groups[name] = sum = new(spec.Output);
                sum.Merge(share.Groups.GetValueOrDefault(name), share.Custom.GetValueOrDefault(name));
            }
            foreach (var (other, outcomes) in share.Paired)
                paired[other] = paired.GetValueOrDefault(other, PairedOutcomes.None) + outcomes;
        }
        return new(groups, paired, shares.Sum(s => s.Pending), shares.Sum(s => s.Unmatched));
    }

    public static IEnumerable<ILabelGrain> Partitions(IGrainFactory grains, VersionSpec spec) => Enumerable.Range(0, spec.LabelPartitions)
        .Select(p => grains.GetGrain<ILabelGrain>(new LabelPartitionKey(spec.Key.Model, p).ToString()));
}
