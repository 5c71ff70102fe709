using ActorMlOps.Statistics.Sketches;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sketches;

public sealed class KllSketchTests
{
    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Double[-5, 5],
        Gen.Int[-3, 3].Select(i => (double)i),
        Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300));

    // The bounds hold with 99 %: of 200 seeded streams a few may be outside, 1 % expected; 8 or more have a chance of 1 in 1,000.
    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    public void Rank_ManyStreams_IsWithinTheStatedError(int k)
    {
        var outside = Outside(streams: 200, k, parts: 1, KllSketch.UniformRankError(k));
        Assert.True(outside < 8, $"{outside} of 200 streams are outside the bound");
    }

    [Fact]
    public void Merge_ManyParts_IsWithinTheStatedError()
    {
        var outside = Outside(streams: 100, 200, parts: 16, KllSketch.UniformRankError(200));
        Assert.True(outside < 5, $"{outside} of 100 streams are outside the bound");
    }

    // The bound must be of the right size, too: one a quarter as wide is missed often.
    [Fact]
    public void UniformRankError_Quarter_IsMissed() =>
        Assert.True(Outside(streams: 50, 50, parts: 1, KllSketch.UniformRankError(50) / 4) >= 5);

    [Fact]
    public void RankError_PublishedSizes_AreThePublishedErrors()
    {
        Assert.Equal(0.0133, KllSketch.RankError(200), 4);
        Assert.Equal(0.0165, KllSketch.UniformRankError(200), 4);
        Assert.Equal(0.0027, KllSketch.RankError(1024), 4);
        Assert.Equal(0.0007, KllSketch.RankError(4096), 4);
    }

    [Fact]
    public void Add_AnyValues_KeepsCountsEndsAndWeights() =>
        Gen.Select(s_values.Array[0, 900], s_values.Array[0, 900], Gen.Int[8, 60], Gen.Int[8, 60]).Sample((a, b, k, otherK) =>
        {
            KllSketch sketch = new(k, 1), other = new(otherK, 2);
            sketch.Add(a);
            other.Add(b);
            sketch.Merge(other);
            double[] all = [.. a, .. b], finite = [.. all.Where(double.IsFinite).Order()];
            Assert.Equal(
                (finite.Length, all.Count(double.IsNaN), all.Count(double.IsPositiveInfinity), all.Count(double.IsNegativeInfinity)),
                (sketch.Count, sketch.NaN, sketch.PositiveInfinity, sketch.NegativeInfinity));
            Assert.Equal(finite.Length == 0 ? null : finite[0], sketch.Minimum);
            Assert.Equal(finite.Length == 0 ? null : finite[^1], sketch.Maximum);
            Assert.True(sketch.Retained <= (3 * Math.Max(k, otherK)) + 100, $"{sketch.Retained} at {k}");
            if (finite.Length == 0)
                return;
            Assert.Equal([finite[0], finite[^1]], sketch.Quantiles([0, 1])!);
            // Until it is full a sketch is exact.
            if (finite.Length < Math.Min(k, otherK))
                Assert.All(finite, x => Assert.Equal(finite.Count(y => y <= x) / (double)finite.Length, sketch.Rank(x)!.Value, 1e-12));
            var cdf = sketch.Cdf([-4, -1, 0, 1, 4])!;
            Assert.Equal(cdf.Order(), cdf);
        }, iter: 300);

    [Fact]
    public void EncodeDecode_AnyStream_GoesOnAsBefore() =>
        Gen.Select(s_values.Array[0, 900], s_values.Array[0, 900], Gen.Int[8, 60]).Sample((before, after, k) =>
        {
            var sketch = new KllSketch(k, 7);
            sketch.Add(before);
            var decoded = KllSketch.Decode(sketch.Encode());
            sketch.Add(after);
            decoded.Add(after);
            Assert.Equal(sketch.Encode(), decoded.Encode());
        }, iter: 200);

    [Fact]
    public void Encode_GoldenBytes()
    {
        var sketch = new KllSketch(8, 1);
        sketch.Add([.. Enumerable.Range(0, 12).Select(i => (double)i), double.NaN]);
        Assert.Equal(GoldenHex, Convert.ToHexString(sketch.Encode()));
    }

    [Fact]
    public void Decode_DamagedBytes_ThrowsInvalidDataOrReadsAnother()
    {
        var sketch = new KllSketch(8, 1);
        sketch.Add([.. Enumerable.Range(0, 100).Select(i => (double)i)]);
        var bytes = sketch.Encode();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, 40]).Sample((at, value, cut) =>
        {
            byte[] copy = [.. bytes];
            copy[at] = value;
            try
            {
                var read = KllSketch.Decode(copy.AsSpan(0, copy.Length - (cut > 20 ? 0 : cut)));
                Assert.Equal(1.0, read.Rank(double.MaxValue) ?? 1);
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }, iter: 5000);
    }

    [Fact]
    public void Queries_Undefined_AreNullOrNameTheRemedy()
    {
        var sketch = new KllSketch();
        Assert.Null(sketch.Rank(1));
        Assert.Null(sketch.Quantile(0.5));
        Assert.Null(sketch.Cdf([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KllSketch(7));
        sketch.Add(1);
        Assert.Null(sketch.Rank(double.NaN));
        Assert.Throws<ArgumentException>(() => sketch.Cdf([double.NaN]));
        sketch.Merge(sketch);
        Assert.Equal(2, sketch.Count);
    }

    private static double[] Stream(int seed, int count)
    {
        var random = new Random(seed);
        return seed % 2 == 0
            ? [.. Enumerable.Range(0, count).Select(_ => Math.Exp(3 * random.NextDouble()))]
            : [.. Enumerable.Range(0, count).Select(i => i + random.NextDouble())];
    }

    private static int Outside(int streams, int k, int parts, double bound) =>
        Enumerable.Range(1, streams).Count(seed => WorstError(Stream(seed, 20_000), k, (ulong)seed, parts) > bound);

    private static double WorstError(double[] values, int k, ulong seed, int parts)
    {
        var sketch = new KllSketch(k, seed);
        foreach (var part in values.Chunk((values.Length + parts - 1) / parts))
        {
            var one = new KllSketch(k, seed++ * 31);
            one.Add(part);
            sketch.Merge(one);
        }

        Array.Sort(values);
        return Enumerable.Range(0, 200).Max(i =>
        {
            var at = (i * values.Length / 200) + (values.Length / 400);
            return Math.Abs(sketch.Rank(values[at])!.Value - ((at + 1.0) / values.Length));
        });
    }

    private const string GoldenHex =
        "414D4B4C0108080C010000167C4A7FB979379E000000000000000000000000000026400204000000000000204000000000000022400000000000002440"
        + "000000000000264004000000000000F03F000000000000084000000000000014400000000000001C40";
}
