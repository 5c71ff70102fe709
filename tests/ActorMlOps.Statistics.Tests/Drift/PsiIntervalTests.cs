using ActorMlOps.Statistics.Drift;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class PsiIntervalTests
{
    [Fact]
    public void Of_AnyCounts_HoldsTheValueAndIsFinite() => Gen.Select(Gen.Long[0, 1_000].Array[6], Gen.Long[0, 1_000].Array[6]).Sample((r, c) =>
    {
        var interval = PsiInterval.Of(r, c);
        if (r.Sum() == 0 || c.Sum() == 0)
        {
            Assert.Null(interval);
            return;
        }

        Assert.Equal(Math.Max(0, Psi.Value(r, c)!.Value), interval!.Value.Value);
        Assert.True(interval.Value.Low >= 0 && interval.Value.Low <= interval.Value.Value && interval.Value.Value <= interval.Value.High);
        Assert.True(double.IsFinite(interval.Value.High));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Of_SimulatedSamples_CoversTheTrueIndexInAboutNineteenOfTwenty(double shift)
    {
        double[] p = [0.1, 0.2, 0.3, 0.25, 0.15], q = [0.1 + shift, 0.2, 0.3 - shift, 0.25, 0.15];
        var truth = p.Zip(q, (a, b) => (b - a) * Math.Log(b / a)).Sum();
        var random = new Random(20_260_301);
        var covered = 0;
        const int Runs = 2_000;
        for (var run = 0; run < Runs; run++)
        {
            var interval = PsiInterval.Of(Draw(p, 5_000), Draw(q, 1_000))!.Value;
            covered += interval.Low <= truth && truth <= interval.High ? 1 : 0;
        }

        Assert.InRange(covered / (double)Runs, 0.92, 1);

        long[] Draw(double[] shares, int rows)
        {
            var counts = new long[shares.Length];
            for (var i = 0; i < rows; i++)
            {
                var (at, u) = (0, random.NextDouble());
                while (at < shares.Length - 1 && u >= shares[at])
                    u -= shares[at++];
                counts[at]++;
            }

            return counts;
        }
    }
}
