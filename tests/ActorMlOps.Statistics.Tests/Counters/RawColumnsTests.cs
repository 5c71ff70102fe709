using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class RawColumnsTests
{
    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Double[-2, 2],
        Gen.Int[-3, 3].Select(i => (double)i),
        Pick.From(double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0));

    private static readonly Gen<double[]> s_samples = Gen.OneOf(s_values.Array[0, 300], s_values.Array[1500, 2500]);

    [Fact]
    public void Numeric_AnyReference_CountsItAsAWindowWould() =>
        Gen.Select(s_samples, Gen.Int[10, 300], Gen.Bool).Sample((values, bins, float32) =>
        {
            var profile = ColumnProfile.Numeric("x", values, float32: float32, bins: bins);
            var counted = new ColumnCounters(profile);
            foreach (var value in values)
                counted.Add(value);
            CountersAssert.SameCounts(counted, profile.Reference);
            CountersAssert.CloseMoments(counted.Moments, profile.Reference.Moments);
        }, iter: 300);

    [Fact]
    public void Float32_AnyReference_IsTheProfileOfTheWidenedValues() =>
        Gen.Select(s_samples, Gen.Int[10, 300]).Sample((values, bins) =>
        {
            var floats = Array.ConvertAll(values, x => (float)x);
            var expected = ColumnProfile.Numeric("x", Array.ConvertAll(floats, x => (double)x), float32: true, bins: bins);
            var actual = ColumnProfile.Float32("x", floats, bins);
            Assert.Equal(expected.Bins!.Fingerprint, actual.Bins!.Fingerprint);
            Assert.Equal(new ReferenceProfile([expected], values.Length).Encode(), new ReferenceProfile([actual], values.Length).Encode());
        }, iter: 300);

    [Fact]
    public void Count_FloatsAndDoubles_GiveTheTestsOfRawRows()
    {
        var random = new Random(4);
        var reference = Enumerable.Range(0, 20_000).Select(_ => (float)random.NextDouble()).ToArray();
        var current = Enumerable.Range(0, 10_000).Select(_ => (float)Math.Pow(random.NextDouble(), 1.1)).ToArray();
        var (wideReference, wideCurrent) = (Array.ConvertAll(reference, x => (double)x), Array.ConvertAll(current, x => (double)x));
        var exact = KolmogorovSmirnov.Statistic(wideReference, wideCurrent)!.Value;
        var psi = Psi.TestSamples(wideReference, wideCurrent, PsiBinning.Quantile).Value!.Value;

        var floats = RawColumns.Count(["x"], [reference], [current]);
        var doubles = RawColumns.Count(["x"], [(ReadOnlyMemory<double>)wideReference], [(ReadOnlyMemory<double>)wideCurrent]);
        foreach (var counted in new[] { floats, doubles })
        {
            var report = DriftReport.Evaluate(counted.Profile, counted.Window);
            Assert.Equal((20_000, 10_000), (report.ReferenceRows, report.CurrentRows));
            var ks = report.Columns[0].Results.Single(result => result.Method == DriftMethods.Ks);
            Assert.InRange(exact, ks.Low!.Value, ks.High!.Value);
            Assert.Equal(psi, report.Columns[0].Results.Single(result => result.Method == DriftMethods.Psi).Value!.Value, 1e-12);
        }
    }

    [Fact]
    public void Count_ColumnsThatDisagree_ThrowsWithTheColumnsName()
    {
        ReadOnlyMemory<float> three = new float[3], two = new float[2];
        Assert.Throws<ArgumentException>(() => RawColumns.Count(["a", "b"], [three], [three, three]));
        var error = Assert.Throws<ArgumentException>(() => RawColumns.Count(["a", "price"], [three, three], [three, two]));
        Assert.Contains("price", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RawColumns.Count(["a"], [three], [three], bins: 3));
    }

    [Fact]
    public void Count_NoColumns_IsEmpty() =>
        Assert.Empty(RawColumns.Count([], Array.Empty<ReadOnlyMemory<float>>(), Array.Empty<ReadOnlyMemory<float>>()).Window.Columns);
}
