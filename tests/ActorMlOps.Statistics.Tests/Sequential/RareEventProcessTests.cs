using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class RareEventProcessTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;
    private static readonly double[] s_ramp = [0.01, 0.05, 0.25, 0.5, 0.99];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.5, 1.5)]
    [InlineData(0.8, 0.8)]
    public void Ramp_AtTheMargin_NeitherProcessExceedsAlpha(double margin, double ratio)
    {
        var runs = Simulator.Runs(1000);
        int rollback = 0, promote = 0;
        for (var run = 0; run < runs; run++)
        {
            var process = Run(new Simulator((ulong)run), margin, ratio, 2000, i => s_ramp[i / 400]);
            rollback += process.PeakLogRollback >= -Math.Log(Alpha) ? 1 : 0;
            promote += process.PeakLogPromote >= -Math.Log(Alpha) ? 1 : 0;
        }

        output.WriteLine($"margin {margin}: roll back {(double)rollback / runs:P1}, promote {(double)promote / runs:P1}");
        Assert.True(rollback <= Alpha * runs, $"roll back {rollback} of {runs}");
        Assert.True(promote <= Alpha * runs, $"promote {promote} of {runs}");
    }

    // Events (both versions together) within which a worse canary is found.
    [Theory]
    [InlineData(0.5, 1.5, 540, 0.86)]
    [InlineData(0.05, 1.5, 1700, 0.86)]
    [InlineData(0.5, 2, 350, 0.97)]
    [InlineData(0.05, 2, 1020, 0.97)]
    public void WorseCanary_IsFoundWithinTheStatedEvents(double share, double ratio, int events, double least)
    {
        var runs = Simulator.Runs(300);
        var found = 0;
        for (var run = 0; run < runs; run++)
            found += Run(new Simulator((ulong)run + 5000), 1, ratio, events, _ => share).PeakLogRollback >= -Math.Log(Alpha) ? 1 : 0;
        output.WriteLine($"share {share}, ratio {ratio}: found within {events} events in {(double)found / runs:P1}");
        Assert.True(found >= least * runs, $"found {found} of {runs}");
    }

    [Fact]
    public void BetterCanary_WithinTheMargin_IsPromoted()
    {
        var process = Run(new Simulator(3), 1.5, 0.9, 3000, _ => 0.25);
        Assert.True(process.PeakLogPromote >= -Math.Log(Alpha));
        Assert.True(process.PeakLogRollback < -Math.Log(Alpha));
    }

    [Fact]
    public void Add_FirstEvents_AreTheFormula()
    {
        // First event: r = max(1, 2/2) = 1, no bet. Second: c = 1, e = .2: r = 3/2.2.
        var process = new RareEventProcess().Add(true, 0.2).Add(true, 0.4);
        double r = 3 / 2.2, q = r * 0.4 / ((r * 0.4) + 0.6);
        Golden.Close("roll back", Math.Log(q / 0.4), process.LogRollback, 1e-12);
        Assert.Equal(0, process.LogPromote);
        var third = process.Add(false, 0.4);
        r = 4 / 2.6;
        q = r * 0.4 / ((r * 0.4) + 0.6);
        Golden.Close("after a stable event", process.LogRollback + Math.Log((1 - q) / 0.6), third.LogRollback, 1e-12);
        Assert.Equal(process.LogRollback, third.PeakLogRollback);
    }

    [Fact]
    public void Add_AnyShare_NeverThrowsNorYieldsNaN()
    {
        var share = Pick.From(0, 1, -1, double.NaN, double.PositiveInfinity, double.Epsilon, 1e-300, 0.5, Math.BitDecrement(1));
        Gen.Select(Gen.Select(Gen.Bool, share).Array[0, 50], Pick.From(double.Epsilon, 1e-3, 1, 1e300)).Sample((events, margin) =>
        {
            var process = events.Aggregate(new RareEventProcess { Margin = margin }, (state, e) => state.Add(e.Item1, e.Item2));
            Assert.False(double.IsNaN(process.LogRollback) || double.IsNaN(process.LogPromote), $"{process}");
            Assert.Equal(events.Length, process.Events + process.Uninformative);
        });
        Assert.Throws<ArgumentOutOfRangeException>("Margin", () => new RareEventProcess { Margin = double.NaN });
    }

    private static RareEventProcess Run(Simulator simulator, double margin, double ratio, int events, Func<int, double> share)
    {
        var process = new RareEventProcess { Margin = margin };
        for (var i = 0; i < events; i++)
        {
            var w = share(i);
            process = process.Add(simulator.Chance(ratio * w / ((ratio * w) + 1 - w)), w);
        }

        return process;
    }
}
