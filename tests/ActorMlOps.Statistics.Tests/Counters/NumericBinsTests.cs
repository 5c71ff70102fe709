using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class NumericBinsTests
{
    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Int[-20, 20].Select(i => i / 4.0), Gen.Double[-1e6, 1e6], Gen.Double,
        Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue));

    [Fact]
    public void BinOf_AnyValues_IsTheNumberOfEdgesAtOrBelow() =>
        Gen.Select(s_values.Array[0, 200], s_values.Array[1, 100], Gen.Int[10, 80], Gen.Bool).Sample((reference, probes, count, float32) =>
        {
            var bins = NumericBins.FromReference(reference, count, float32);
            var edges = bins.Edges.ToArray();
            // Edges and their neighbours are where a wrong comparison shows.
            foreach (var probe in probes.Concat(edges).Concat(edges.Select(Math.BitDecrement)).Concat(edges.Select(Math.BitIncrement)))
            {
                var x = float32 ? (float)probe : probe;
                if (double.IsFinite(x))
                    Assert.Equal(edges.Count(edge => edge <= x), bins.BinOf(x));
            }
        }, iter: 500);

    [Fact]
    public void AddColumn_AnyValues_CountsAsOneByOne() =>
        Gen.Select(s_values.Array[0, 200], s_values.Array[0, 700], Gen.Bool, Gen.Int[1, 5]).Sample((reference, values, float32, stride) =>
        {
            var profile = ColumnProfile.Numeric("x", reference, float32: float32, bins: 50);
            var floats = Array.ConvertAll(values, x => (float)x);
            ColumnCounters block = new(profile), one = new(profile);
            block.AddColumn(values, stride);
            block.AddColumn(floats, stride);
            for (var i = 0; i < values.Length; i += stride)
            {
                one.Add(values[i]);
                one.Add(floats[i]);
            }

            CountersAssert.SameCounts(one, block);
        }, iter: 500);

    [Fact]
    public void FromReference_AnyValues_KeepsItsInvariants() =>
        Gen.Select(s_values.Array[0, 300], Gen.Int[10, 60], Gen.Bool).Sample((reference, count, float32) =>
        {
            var bins = NumericBins.FromReference(reference, count, float32);
            var edges = bins.Edges.ToArray();
            Assert.All(edges, edge => Assert.True(double.IsFinite(edge) && (!float32 || edge == (float)edge)));
            Assert.Equal(edges.Distinct().Order(), edges);
            Assert.All(bins.DecileEdges, edge => Assert.Contains(edge, edges));
            Assert.True(edges.Length <= (2 * count) + 9 + count, $"{edges.Length}");

            // A value with more than 1/bins of the mass is alone in its bin.
            var finite = reference.Select(x => float32 ? (float)x : x).Where(double.IsFinite).ToArray();
            foreach (var heavy in finite.GroupBy(x => x).Where(group => group.Count() > finite.Length / (double)count && Math.Abs(group.Key) < 1e30))
                Assert.True(bins.IsOwn(bins.BinOf(heavy.Key)), $"{heavy.Key}");
        }, iter: 500);

    [Fact]
    public void FromReference_FewDistinctValues_GivesEachItsOwnBinAndTheGaps()
    {
        var bins = NumericBins.FromReference([1, 1, 2, 2, 2, 5], 10);
        Assert.True(bins.IsOwn(bins.BinOf(1)) && bins.IsOwn(bins.BinOf(2)) && bins.IsOwn(bins.BinOf(5)));
        Assert.False(bins.IsOwn(bins.BinOf(1.5)));
        Assert.NotEqual(bins.BinOf(3), bins.BinOf(Math.BitIncrement(5)));
    }

    [Fact]
    public void FromReference_Float32_RoundsEdgesUp()
    {
        var bins = NumericBins.FromReference([.. Enumerable.Range(0, 1001).Select(i => (double)(float)(i / 999.0))], 10, float32: true);
        Assert.All(bins.Edges.ToArray(), edge => Assert.Equal(edge, (float)edge));
        Assert.Equal(9, bins.DecileEdges.Count);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(100_001)]
    public void FromReference_BinsOutOfRange_Throws(int bins) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NumericBins.FromReference([1, 2], bins));
}
