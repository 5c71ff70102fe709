using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sketches;

public sealed class RepeatSketchTests
{
    [Fact]
    public void Repeated_FewDistinctRows_IsExactWhateverTheSplit() => Gen.Select(Gen.Int[0, 30].Array[1, 200], Gen.Int[1, 5]).Sample((rows, parts) =>
    {
        var all = new RepeatSketch(64);
        foreach (var part in rows.Chunk((rows.Length + parts - 1) / parts))
        {
            var sketch = new RepeatSketch(64);
            foreach (var row in part)
                sketch.Add(Hash(row));
            all.Merge(RepeatSketch.Decode(sketch.Encode(), 64));
        }
        var share = all.Repeated();
        Assert.Equal(1 - (rows.Distinct().Count() / (double)rows.Length), share.Value!.Value, 1e-12);
        Assert.Equal((share.Value, share.Value, rows.Length), (share.Low, share.High, all.Rows));
    });

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Repeated_ManyRows_LiesInTheInterval(double share)
    {
        var (held, runs) = (0, 200);
        for (var run = 0; run < runs; run++)
        {
            var parts = Enumerable.Range(0, 8).Select(_ => new RepeatSketch(64)).ToArray();
            const int rows = 8_000;
            for (var r = 0; r < rows; r++)
                parts[r % parts.Length].Add(Hash((run * 1_000_000L) + (r < rows * share ? r % 10 : r)));
            var sum = new RepeatSketch(1_024);
            foreach (var part in parts)
                sum.Merge(part);
            var interval = sum.Repeated();
            var exact = share == 0 ? 0 : share - (10.0 / rows);
            Assert.InRange(interval.Value!.Value, interval.Low!.Value, interval.High!.Value);
            held += exact >= interval.Low && exact <= interval.High ? 1 : 0;
        }
        Assert.InRange(held, 180, runs);
    }

    [Fact]
    public void Repeated_NoRows_IsUndefinedWithAReason() => Assert.Equal((null, "noRows"), (new RepeatSketch(8).Repeated().Value, new RepeatSketch(8).Repeated().Reason));

    [Fact]
    public void Decode_AnyBytes_IsRefusedOrRead() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        try
        {
            RepeatSketch.Decode([.. "AMDR"u8, 1, .. bytes], 16);
        }
        catch (InvalidDataException e)
        {
            Assert.StartsWith("Repeat sketch:", e.Message, StringComparison.Ordinal);
        }
    });

    private static ulong Hash(long row) => new SketchRandom((ulong)row).Next();
}
