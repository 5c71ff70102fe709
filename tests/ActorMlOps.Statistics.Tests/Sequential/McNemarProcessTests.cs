using ActorMlOps.Statistics.Sequential;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class McNemarProcessTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;

    [Fact]
    public void Verdict_EqualVersions_SeldomErrs_WhileTheFixedTestDoes()
    {
        var runs = Simulator.Runs(500);
        int wrong = 0, naive = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run);
            McNemarProcess process = default;
            bool verdict = false, naiveVerdict = false;
            for (var pair = 0; pair < 2000; pair++)
            {
                process = process.Add(simulator.Chance(0.8), simulator.Chance(0.8));
                verdict |= process.Verdict(Alpha) != 0;
                double b = process.OnlyStableRight, c = process.OnlyCandidateRight;
                naiveVerdict |= pair % 10 == 9 && b + c >= 10 && (b - c) * (b - c) / (b + c) > 3.841459;
            }

            wrong += verdict ? 1 : 0;
            naive += naiveVerdict ? 1 : 0;
        }

        output.WriteLine($"sequential {(double)wrong / runs:P1}, McNemar at 200 looks {(double)naive / runs:P1}");
        Assert.True(wrong <= Alpha * runs, $"wrong {wrong} of {runs}");
        Assert.True(naive > 0.3 * runs, $"naive {naive} of {runs}");
    }

    [Fact]
    public void Verdict_BetterCandidate_IsFound()
    {
        var simulator = new Simulator(1);
        McNemarProcess process = default;
        for (var pair = 0; pair < 2000 && process.Verdict(Alpha) == 0; pair++)
            process = process.Add(simulator.Chance(0.75), simulator.Chance(0.85));
        Assert.Equal(1, process.Verdict(Alpha));
        Assert.Equal(-1, new McNemarProcess(process.OnlyCandidateRight, process.OnlyStableRight).Verdict(Alpha));
    }

    [Fact]
    public void LogEValue_NoOrHugeCounts_IsFinite()
    {
        Assert.Equal(0, default(McNemarProcess).LogEValue, 1e-12);
        Assert.Equal(0, default(McNemarProcess).Verdict(Alpha));
        Assert.True(double.IsFinite(new McNemarProcess(1_000_000_000, 1_000_000_000).LogEValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new McNemarProcess(-1, 2).LogEValue);
    }
}
