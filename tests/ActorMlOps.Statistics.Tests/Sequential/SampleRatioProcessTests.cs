using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class SampleRatioProcessTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;

    [Fact]
    public void Ramp_TrueShares_SeldomErrs_WhileTheFixedTestDoes()
    {
        var runs = Simulator.Runs(300);
        double[][] epochs = [[0.95, 0.05], [0.75, 0.25], [0.5, 0.5]];
        int wrong = 0, naive = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run);
            var process = new SampleRatioProcess();
            bool alarm = false, naiveAlarm = false;
            foreach (var shares in epochs)
            {
                long[] units = [0, 0];
                for (var look = 1; look <= 70; look++)
                {
                    var canary = simulator.Binomial(50, shares[1]);
                    (units[0], units[1]) = (units[0] + 50 - canary, units[1] + canary);
                    alarm |= process.LogEValue(units, shares) >= -Math.Log(Alpha);
                    double n = units[0] + units[1], expected = n * shares[1];
                    naiveAlarm |= Math.Pow(units[1] - expected, 2) / (n * shares[0] * shares[1]) > 3.841459;
                }

                process = process.Close(units, shares);
            }

            wrong += alarm ? 1 : 0;
            naive += naiveAlarm ? 1 : 0;
        }

        output.WriteLine($"e-value {(double)wrong / runs:P1}, chi-square at 210 looks {(double)naive / runs:P1}");
        Assert.True(wrong <= Alpha * runs, $"wrong {wrong} of {runs}");
        Assert.True(naive > 0.3 * runs, $"naive {naive} of {runs}");
    }

    // A gross mismatch within dozens of units, a slight one (48 % for 50 %) within 30,000.
    [Theory]
    [InlineData(0, 40)]
    [InlineData(0.3, 200)]
    [InlineData(0.48, 30_000)]
    public void Mismatch_IsFound(double actual, int units)
    {
        var found = 0;
        for (ulong run = 0; run < 20; run++)
        {
            var canary = new Simulator(run).Binomial(units, actual);
            found += new SampleRatioProcess().LogEValue([units - canary, canary], [1, 1]) >= -Math.Log(Alpha) ? 1 : 0;
        }

        Assert.True(found >= 19, $"found {found} of 20");
    }

    [Fact]
    public void LogEValue_OneUnit_TellsNothing() =>
        Golden.Close("ln E", 0, new SampleRatioProcess().LogEValue([1, 0, 0], [2, 1, 1]), floor: 1e-9);

    [Fact]
    public void LogEValue_UnderTheShares_HasExpectationOne()
    {
        double mean = 0;
        for (var a = 0; a <= 12; a++)
        {
            double log = 12 * Math.Log(0.5);
            for (var i = 1; i <= a; i++)
                log += Math.Log((12.0 - a + i) / i);
            mean += Math.Exp(log + new SampleRatioProcess().LogEValue([a, 12 - a], [0.5, 0.5]));
        }

        Assert.Equal(1, mean, 1e-9);
    }

    [Fact]
    public void LogEValue_UnitWithoutShare_IsInfinite()
    {
        Assert.Equal(double.PositiveInfinity, new SampleRatioProcess().LogEValue([10, 1], [1, 0]));
        Assert.Equal(double.PositiveInfinity, new SampleRatioProcess().Close([10, 1], [1, 0]).LogEValue([1, 1], [1, 1]));
        Assert.Equal(0, new SampleRatioProcess().LogEValue([10, 0], [1, 0]), 1e-9);
    }

    [Fact]
    public void LogEValue_Extremes_NeverNaN()
    {
        long[] counts = [0, 1, 1_000_000_000, 1L << 50];
        double[] shares = [double.Epsilon, 1e-300, 1e-9, 1, 1e300, double.MaxValue];
        foreach (var a in counts)
        {
            foreach (var b in counts)
            {
                foreach (var s in shares)
                    Assert.False(double.IsNaN(new SampleRatioProcess().LogEValue([a, b], [s, 1])), $"{a} {b} {s}");
            }
        }

        Assert.Equal(0, new SampleRatioProcess().LogEValue([0, 0], [1, 1]), 1e-9);
    }

    [Fact]
    public void Arguments_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentException>("units", () => new SampleRatioProcess().LogEValue([1], [1, 1]));
        Assert.Throws<ArgumentException>("units", () => new SampleRatioProcess().LogEValue([1, -1], [1, 1]));
        Assert.Throws<ArgumentException>("shares", () => new SampleRatioProcess().LogEValue([1, 1], [1, double.NaN]));
        Assert.Throws<ArgumentException>("shares", () => new SampleRatioProcess().LogEValue([0, 0], [0, 0]));
        Assert.Throws<ArgumentException>("shares", () => new SampleRatioProcess().LogEValue([], []));
    }
}
