using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class BetaBinomialTests
{
    [Fact]
    public void LogEValue_FewTrials_IsTheProductOfBets()
    {
        // One after the other, the mixture bets on (p + S)/(1 + n) for success.
        Gen.Select(Gen.Bool.Array[0, 30], Gen.Double[0.01, 0.99]).Sample((trials, p) =>
        {
            double log = 0;
            long s = 0;
            for (var n = 0; n < trials.Length; n++)
            {
                var q = (p + s) / (1 + n);
                log += trials[n] ? Math.Log(q / p) : Math.Log((1 - q) / (1 - p));
                s += trials[n] ? 1 : 0;
            }

            Golden.Close("ln E", log, BetaBinomial.LogEValue(s, trials.Length, p), 1e-9, 1e-10);
        });
    }

    [Fact]
    public void LogEValue_UnderTheNull_HasExpectationOne()
    {
        for (var n = 1; n <= 40; n += 13)
        {
            double mean = 0;
            for (var s = 0; s <= n; s++)
                mean += Math.Exp(BetaBinomial.LogEValue(s, n, 0.3) + LogBinomial(n, s, 0.3));
            Assert.Equal(1, mean, 1e-10);
        }

        static double LogBinomial(int n, int s, double p)
        {
            double log = (s * Math.Log(p)) + ((n - s) * Math.Log(1 - p));
            for (var i = 1; i <= s; i++)
                log += Math.Log((double)(n - s + i) / i);
            return log;
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_000_000_000, 2_000_000_000)]
    [InlineData(0, 1L << 50)]
    [InlineData(1L << 50, 1L << 50)]
    public void LogEValue_ExtremeCounts_StaysFinite(long s, long n)
    {
        foreach (var p in (double[])[double.Epsilon, 1e-9, 0.5, Math.BitDecrement(1)])
            Assert.True(double.IsFinite(BetaBinomial.LogEValue(s, n, p)), $"p = {p}");
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => BetaBinomial.LogEValue(3, 2, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => BetaBinomial.LogEValue(-1, 2, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => BetaBinomial.LogEValue(1, 2, double.NaN));
    }
}
