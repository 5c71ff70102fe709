using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class KolmogorovSmirnovTests(ITestOutputHelper output)
{
    [Fact]
    public void KolmogorovSmirnov_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("ks.json");
        foreach (var golden in cases)
        {
            var (reference, current) = (golden.GetProperty("reference").Sample(), golden.GetProperty("current").Sample());
            var expected = golden.GetProperty("expected");
            var result = KolmogorovSmirnov.TestSamples(reference, current);
            if (expected.ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                Assert.True(result is { Value: null, PValue: null, Reason: DriftReasons.EmptyCurrent, Drifted: false });
                continue;
            }

            int n = golden.GetProperty("n_reference_used").GetInt32(), m = golden.GetProperty("n_current_used").GetInt32();
            var d = result.Value!.Value;
            Golden.Close(golden.Name(), expected.Number("statistic"), d);
            var p = expected.Number("p_asymptotic_scipy");
            Golden.Close(golden.Name() + " p", double.IsNaN(p ?? 0) ? null : p, result.PValue, floor: 1e-300);
            Golden.Close(golden.Name() + " limit", expected.Number("p_kolmogorov_limit"), KolmogorovSmirnov.LimitPValue(d, n, m), floor: 1e-300);
            if (expected.TryGetProperty("p_exact", out _))
                Golden.Close(golden.Name() + " exact", expected.Number("p_exact"), KolmogorovSmirnov.ExactPValue(d, n, m), floor: 1e-300);

            var profile = ColumnProfile.Numeric("x", reference, bins: 100);
            var window = new ColumnCounters(profile);
            window.AddColumn(current);
            var counted = KolmogorovSmirnov.Test(profile, window);
            Assert.True(counted.Low <= d && d <= counted.High, $"{golden.Name()}: {counted.Low} {d} {counted.High}");
            Assert.True(counted.PValueLow <= counted.PValue || counted.PValue is null, golden.Name());
        }

        output.WriteLine($"ks: {cases.Count} cases");
        Assert.Equal(28, cases.Count);
    }

    [Fact]
    public void CertifiedInterval_AnyTiedSamples_ContainsTheExactStatistic()
    {
        var values = Gen.OneOf(Gen.Int[-9, 9].Select(i => (double)i), Gen.Double[-3, 3], Gen.Double);
        Gen.Select(values.Array[1, 300], values.Array[1, 300], Gen.Int[10, 60], Gen.Bool).Sample((reference, current, bins, float32) =>
        {
            if (float32)
                (reference, current) = (AsFloats(reference), AsFloats(current));
            var profile = ColumnProfile.Numeric("x", reference, float32: float32, bins: bins);
            var window = new ColumnCounters(profile);
            window.AddColumn(current);
            var finite = KolmogorovSmirnov.Statistic(Finite(reference), Finite(current));
            var result = KolmogorovSmirnov.Test(profile, window);
            if (finite is not { } d)
                return result.Value is null && result.Reason is not null;
            return result.Low <= d && d <= result.High && result.High - result.Low <= (2.0 / bins) + (1.0 / Finite(reference).Length) + 1e-12;
        }, iter: 2000);
    }

    [Fact]
    public void CertifiedInterval_FewDistinctValues_IsExact()
    {
        double[] reference = [1, 1, 2, 3, 3, 3, 4], current = [0, 1, 2, 2, 5];
        var profile = ColumnProfile.Numeric("x", reference);
        var window = new ColumnCounters(profile);
        window.AddColumn(current);
        var result = KolmogorovSmirnov.Test(profile, window);
        Assert.Equal(KolmogorovSmirnov.Statistic(reference, current), result.Low);
        Assert.Equal(result.Low, result.High);
    }

    [Fact]
    public void PValue_AcrossTheSeamsOfItsMethods_FallsSmoothly()
    {
        foreach (var n in new long[] { 20, 140, 141, 1000, 10_000 })
        {
            var before = 1.0;
            for (var x = 0.3; x < 3; x += 0.002)
            {
                // Two samples of 2n rows have the effective size n.
                var p = KolmogorovSmirnov.PValue(x / Math.Sqrt(n), 2 * n, 2 * n)!.Value;
                Assert.True(p <= before * (1 + 1e-9), $"n {n} x {x}: {p} after {before}");
                Assert.True(p >= before * 0.93, $"n {n} x {x}: {p} after {before}");
                before = p;
            }
        }
    }

    [Fact]
    public void Test_HugeSamples_SaysThatThePIntervalIsUninformative()
    {
        var profile = ColumnProfile.Numeric("x", Enumerable.Range(0, 200_000).Select(i => i / 7.0).ToArray(), bins: 100);
        var window = new ColumnCounters(profile);
        window.Merge(profile.Reference);
        Assert.Equal(DriftReasons.PIntervalUninformative, KolmogorovSmirnov.Test(profile, window).Reason);
    }

    private static double[] AsFloats(double[] values) => Array.ConvertAll(values, x => (double)(float)x);

    private static double[] Finite(double[] values) => [.. values.Where(double.IsFinite)];
}
