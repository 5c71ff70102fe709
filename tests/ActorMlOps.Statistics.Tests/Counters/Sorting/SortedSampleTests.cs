using ActorMlOps.Statistics.Counters.Sorting;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters.Sorting;

public sealed class SortedSampleTests
{
    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Double,
        Gen.Double[-3, 3],
        Gen.Int[-5, 5].Select(i => (double)i),
        Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0),
        Pick.From(double.Epsilon, -double.Epsilon, double.MaxValue, 1e-40, -1e300));

    // Both below and above the length from which digits are used.
    private static readonly Gen<double[]> s_samples = Gen.OneOf(s_values.Array[0, 50], s_values.Array[1000, 4000]);

    [Fact]
    public void Of_AnyDoubles_AreTheFiniteOnesInOrder() => s_samples.Sample(values =>
    {
        using var sorted = SortedSample.Of(values, float32: false);
        Assert.Equal(values.Where(double.IsFinite).Order(), sorted.Values.ToArray());
        CheckApart(sorted, values);
    }, iter: 300);

    [Fact]
    public void Of_AnyFloats_AreTheFiniteOnesInOrder() => s_samples.Sample(values =>
    {
        var floats = Array.ConvertAll(values, x => (float)x);
        using var sorted = SortedSample.Of(floats);
        Assert.Equal(floats.Where(float.IsFinite).Order().Select(x => (double)x), sorted.Values.ToArray());
        CheckApart(sorted, Array.ConvertAll(floats, x => (double)x));
        using var narrowed = SortedSample.Of(values, float32: true);
        Assert.Equal(sorted.Values.ToArray(), narrowed.Values.ToArray());
        CheckApart(narrowed, Array.ConvertAll(floats, x => (double)x));
    }, iter: 300);

    [Fact]
    public void Of_NegativeZero_IsPositiveZero()
    {
        using var sorted = SortedSample.Of([-0.0, 0.0, -1.0], float32: false);
        Assert.Equal([-1.0, 0.0, 0.0], sorted.Values.ToArray());
        Assert.False(double.IsNegative(sorted.Values[1]) || double.IsNegative(sorted.Values[2]));
    }

    [Fact]
    public void Sort_KeysThatShareDigits_AreSorted() => Gen.ULong.Array[1024, 3000].Select(Gen.Int[0, 63]).Sample((keys, shift) =>
    {
        var masked = Array.ConvertAll(keys, key => (key >> shift) << (shift / 2));
        var expected = masked.Order().ToArray();
        RadixSort.Sort(masked, new ulong[masked.Length]);
        Assert.Equal(expected, masked);
    }, iter: 200);

    private static void CheckApart(SortedSample sorted, double[] values) => Assert.Equal(
        (values.Count(double.IsNaN), values.Count(double.IsPositiveInfinity), values.Count(double.IsNegativeInfinity)),
        (sorted.NaN, sorted.PositiveInfinity, sorted.NegativeInfinity));
}
