using ActorMlOps.Statistics.Sequential;
using CsCheck;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class QuantileSequenceTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.95)]
    public void Ranks_LookedAtOften_HoldTheQuantile(double p)
    {
        var runs = Simulator.Runs(400);
        int missed = 0, naive = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 50);
            bool outside = false, naiveOutside = false;
            long below = 0;
            for (long n = 1; n <= 1000; n++)
            {
                // Only how many values lie at or below the true quantile matters.
                below += simulator.Chance(p) ? 1 : 0;
                if (n % 5 != 0)
                    continue;
                var (low, high) = QuantileSequence.Ranks(n, p, Alpha);
                // The quantile is at least the low order statistic, and below the high one.
                outside |= below < (low ?? 0) || below >= (high ?? n + 1);
                naiveOutside |= n >= 10 && Math.Abs(below - (p * n)) > 1.96 * Math.Sqrt(n * p * (1 - p));
            }

            missed += outside ? 1 : 0;
            naive += naiveOutside ? 1 : 0;
        }

        output.WriteLine($"p = {p}: band missed in {(double)missed / runs:P1}, fixed-time interval in {(double)naive / runs:P1}");
        Assert.True(missed <= Alpha * runs, $"missed {missed} of {runs}");
        Assert.True(naive > 0.3 * runs, $"naive {naive} of {runs}");
    }

    [Fact]
    public void Ranks_AnySample_AreThoseNotRejected()
    {
        Gen.Select(Gen.Long[0, 300], Gen.Double[0.01, 0.99], Gen.Double[0.001, 0.5]).Sample(Check);

        static void Check(long n, double p, double alpha)
        {
            var kept = Enumerable.Range(0, (int)n + 1).Where(s => BetaBinomial.LogEValue(s, n, p) < -Math.Log(alpha)).ToArray();
            var (low, high) = QuantileSequence.Ranks(n, p, alpha);
            Assert.Equal(kept[0] == 0 ? null : kept[0], low);
            Assert.Equal(kept[^1] == n ? null : kept[^1] + 1, high);
        }
    }

    [Fact]
    public void Band_Sample_BracketsTheMedian()
    {
        var simulator = new Simulator(9);
        var sorted = Enumerable.Range(0, 2000).Select(_ => simulator.Normal()).Order().ToArray();
        var band = QuantileSequence.Band(sorted, 0.5, Alpha);
        Assert.True(band.Low < 0 && band.High > 0 && band.Low < band.Estimate && band.Estimate < band.High, $"{band}");
        Assert.True(band.High - band.Low < 0.25, $"{band}");
    }

    [Fact]
    public void Band_TooLittle_SaysWhy()
    {
        Assert.Equal(SequentialReasons.NoData, QuantileSequence.Band([], 0.5, Alpha).Reason);
        var one = QuantileSequence.Band([7], 0.99, Alpha);
        Assert.Equal((7.0, null, null, SequentialReasons.Unbounded), (one.Estimate, one.Low, one.High, one.Reason));
        Assert.Equal(SequentialReasons.OutOfRange, QuantileSequence.Band([double.NaN, 1], 0.5, Alpha).Reason);
    }

    [Theory]
    [InlineData(1_000_000_000, 0.99)]
    [InlineData(1L << 50, 0.5)]
    [InlineData(3, double.Epsilon)]
    public void Ranks_Extremes_AreInOrder(long n, double p)
    {
        var (low, high) = QuantileSequence.Ranks(n, p, Alpha);
        Assert.True((low ?? 0) < (high ?? n + 1));
    }
}
