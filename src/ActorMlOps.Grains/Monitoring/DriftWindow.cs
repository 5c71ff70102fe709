using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>The counters of a window over all shards of a version, beside its reference.</summary>
/// <param name="Profile">The whole reference.</param>
/// <param name="First">The first shard's sum, which has what is kept of whole rows.</param>
/// <param name="Columns">In the order of the profile.</param>
internal sealed record DriftWindow(
    VersionSpec Spec, ReferenceProfile Profile, WindowInfo Info, WindowSum First, IReadOnlyList<ColumnCounters> Columns)
{
    /// <param name="others">Of the second shard and those after it. A shard without counters (it just got another reference) has no rows.</param>
    public static DriftWindow Of(VersionSpec spec, ReferenceProfile profile, WindowInfo info, WindowSum first, DriftSum[] others)
    {
        var features = Math.Min(spec.Features.Length, profile.Columns.Count);
        var shards = new IReadOnlyList<ColumnCounters>[1 + others.Length];
        shards[0] = first.Counters.Columns;
        Parallel.For(0, others.Length, s =>
        {
            var window = new WindowCounters(DriftShards.Of(profile, features, s + 1));
            if (others[s].Counters.Length > 0 && others[s].ProfileSha256 == spec.ProfileSha256)
                WindowCounters.MergeEncoded(window.Profile, others[s].Counters, window);
            shards[s + 1] = window.Columns;
        });
        return new(spec, profile, info, first, [.. DriftShards.Join(shards, features)]);
    }
}
