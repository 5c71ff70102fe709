using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// How the columns of a reference are spread over drift grains: so many features each, the predictions with the first. A version of usual width
/// has one shard, and its profile is the whole one.
/// </summary>
internal static class DriftShards
{
    public const int Features = 128;

    public static int Count(VersionSpec spec) => Math.Max(1, (spec.Features.Length + Features - 1) / Features);

    /// <param name="features">Number of features; further columns are predictions.</param>
    public static ReferenceProfile Of(ReferenceProfile profile, int features, int shard)
    {
        if (features <= Features)
            return profile;
        return new([.. Part(profile.Columns, features, shard)], profile.Rows);
    }

    /// <summary>A shard's part of what there is by column of the whole profile.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<T> Part<T>(IReadOnlyList<T> columns, int features, int shard)
    {
        if (features <= Features)
            return columns;
        var part = columns.Take(features).Skip(shard * Features).Take(Features);
        return [.. shard == 0 ? part.Concat(columns.Skip(features)) : part];
    }

    /// <summary>Columns of all shards in the order of the whole profile.</summary>
    public static IEnumerable<T> Join<T>(IReadOnlyList<IReadOnlyList<T>> shards, int features)
    {
        if (shards.Count == 1)
            return shards[0];
        return shards[0].Take(Features)
            .Concat(shards.Skip(1).SelectMany(s => s))
            .Concat(shards[0].Skip(Math.Min(features, Features)));
    }
}
