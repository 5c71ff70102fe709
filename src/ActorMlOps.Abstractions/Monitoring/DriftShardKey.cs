using System.Globalization;

namespace ActorMlOps.Monitoring;

/// <summary>Key of <see cref="IDriftGrain"/>: <c>model@version</c>, further shards of a wide version <c>model@version/1</c>...</summary>
public readonly record struct DriftShardKey(VersionKey Version, int Shard)
{
    public static DriftShardKey Parse(string key) => key.LastIndexOf('/') is >= 0 and var at
        ? new(VersionKey.Parse(key[..at]), int.Parse(key.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture))
        : new(VersionKey.Parse(key), 0);

    /// <summary>How its rows are named in the store, where <c>/1</c> is a row of the first shard.</summary>
    public string StorageKey => Shard == 0 ? Version.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Version}:{Shard}");

    public override string ToString() => Shard == 0 ? Version.ToString() : string.Create(CultureInfo.InvariantCulture, $"{Version}/{Shard}");
}
