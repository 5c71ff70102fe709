using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class DriftShardsTests
{
    [Fact]
    public void Shards_OfAnyWidth_HoldEveryColumnOnceInTheirOrder() => Gen.Select(Gen.Int[1, 400], Gen.Int[0, 4]).Sample((features, predictions) =>
    {
        var profile = Profile(features, predictions);
        var spec = Specs.Version("1", OutputSpec.Unwatched, features: [.. Enumerable.Range(0, features).Select(f => $"f{f}")]);
        var shards = Enumerable.Range(0, DriftShards.Count(spec)).Select(s => DriftShards.Of(profile, features, s).Columns).ToArray();
        Assert.All(shards, s => Assert.InRange(s.Count, 1, DriftShards.Features + predictions));
        Assert.Equal(profile.Columns.Select(c => c.Name), DriftShards.Join(shards, features).Select(c => c.Name));
        // Predictions are with the first.
        Assert.Equal(Math.Min(features, DriftShards.Features) + predictions, shards[0].Count);
    }, iter: 30);

    [Fact]
    public void PaneCounters_OfAWideVersion_AddUpToThoseOfEachShard()
    {
        const int Features = 300;
        var profile = Profile(Features, 1);
        var spec = Specs.Version("1", OutputSpec.Unwatched, features: [.. Enumerable.Range(0, Features).Select(f => $"f{f}")]);
        var counters = new PaneCounters(spec, profile, 1);
        for (var c = 0; c < counters.Columns.Count; c++)
            counters.Columns[c].Add(c % 7);
        counters.AddRows(1);
        var values = counters.Encode();
        Assert.Equal(3, values.Length);
        var sums = values.Select((v, s) => new WindowSum(DriftShards.Of(profile, Features, s)).Add(v).Add(v)).ToArray();
        Assert.All(sums, s => Assert.Equal(2, s.Counters.Rows));
        foreach (var (column, c) in DriftShards.Join<ColumnCounters>([.. sums.Select(s => s.Counters.Columns)], Features).Select((x, i) => (x, i)))
            Assert.Equal((profile.Columns[c].Name, 2L, (double?)(c % 7)), (column.Name, column.Rows, column.Moments.Mean));
    }

    [Theory]
    [InlineData("m@1", 0)]
    [InlineData("m@1/7", 7)]
    public void Key_OfAShard_ReadsWhatItWrites(string key, int shard)
    {
        Assert.Equal(new(new("m", "1"), shard), DriftShardKey.Parse(key));
        Assert.Equal(key, DriftShardKey.Parse(key).ToString());
        // Rows of the first shard end in a slash and a number.
        Assert.DoesNotContain("/", DriftShardKey.Parse(key).StorageKey, StringComparison.Ordinal);
    }

    private static ReferenceProfile Profile(int features, int predictions) => new(
        [.. Enumerable.Range(0, features).Select(f => ColumnProfile.Numeric($"f{f}", [0, 1, 2, 3, 4, 5, 6])), .. Enumerable.Range(0, predictions).Select(p => ColumnProfile.Numeric($"@p{p}", [0, 1, 2, 3, 4, 5, 6]))],
        7);
}
