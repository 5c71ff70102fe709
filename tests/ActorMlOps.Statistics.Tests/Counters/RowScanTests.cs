using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class RowScanTests
{
    [Fact]
    public void Add_AnyRows_CountsWhatIsBeyondItsBounds() => Gen.Select(Gen.Int[1, 40], Gen.Int[0, 20], Gen.Int[0, 1_000_000]).Sample((length, rows, seed) =>
    {
        var random = new Random(seed);
        TailBounds[] bounds = [.. Enumerable.Range(0, length).Select(i => i % 5 == 0 ? TailBounds.None : new TailBounds(-0.5, 0.5))];
        float[] values = [.. Enumerable.Range(0, rows * length).Select(_ => random.Next(20) switch
        {
            0 => float.NaN,
            1 => float.PositiveInfinity,
            2 => float.NegativeInfinity,
            3 => 0.5f,
            4 => -0.5f,
            _ => (random.NextSingle() * 2) - 1,
        })];
        var (beyond, hashes) = (new ushort[rows], new uint[rows]);
        var scan = new RowScan(length, bounds);
        scan.Add(values, beyond, hashes);
        for (var r = 0; r < rows; r++)
            Assert.Equal(Enumerable.Range(0, length).Count(i => bounds[i].IsBeyond(values[(r * length) + i])), beyond[r]);
        var again = new uint[rows];
        scan.Add(values, beyond, again);
        Assert.Equal(hashes, again);
    });

    [Fact]
    public void Add_RowsMuchAlike_ShareTheirHashAndOthersDoNot()
    {
        const int Length = 11;
        var scan = new RowScan(Length, [.. Enumerable.Repeat(TailBounds.None, Length)]);
        var random = new Random(1);
        float[] row = [.. Enumerable.Range(0, Length).Select(i => 1.3f + i)];
        float[] alike = [.. row.Select(x => x * 1.000001f)];
        Assert.Equal(HashOf(row), HashOf(alike));
        var hashes = Enumerable.Range(0, 2_000).Select(_ => HashOf([.. row.Select(_ => random.NextSingle() * 100)])).ToList();
        Assert.True(hashes.Distinct().Count() >= 1_995);

        uint HashOf(float[] values)
        {
            var (beyond, hash) = (new ushort[1], new uint[1]);
            scan.Add(values, beyond, hash);
            return hash[0];
        }
    }

    [Fact]
    public void Add_LengthsThatDoNotFit_AreRefused()
    {
        var scan = new RowScan(2, [TailBounds.None, TailBounds.None]);
        Assert.Throws<ArgumentException>(() => scan.Add(new float[3], new ushort[1], new uint[1]));
        Assert.Throws<ArgumentException>(() => new RowScan(2, [TailBounds.None]));
    }
}
