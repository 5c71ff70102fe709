using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class PsiTests(ITestOutputHelper output)
{
    [Fact]
    public void Psi_EveryGoldenCase_MatchesFromSamplesAndFromCounters()
    {
        var cases = Golden.Cases("psi.json");
        foreach (var golden in cases)
        {
            var (reference, current) = (golden.GetProperty("reference").Sample(), golden.GetProperty("current").Sample());
            var expected = golden.GetProperty("expected");
            var quantile = Psi.TestSamples(reference, current, PsiBinning.Quantile);
            var width = Psi.TestSamples(reference, current, PsiBinning.Width);
            var profile = ColumnProfile.Numeric("x", reference);
            var window = new ColumnCounters(profile);
            window.AddColumn(current);
            var counted = Psi.Test(profile, window)[0];
            if (expected.ValueKind == System.Text.Json.JsonValueKind.Null)
            {
                Assert.All([quantile, width, counted], result => Assert.True(result is { Value: null, Reason: DriftReasons.EmptyCurrent, Drifted: false }));
                continue;
            }

            var of = expected.GetProperty("quantile");
            Golden.Close(golden.Name(), of.Number("psi"), quantile.Value);
            Golden.Close(golden.Name() + " counted", of.Number("psi"), counted.Value);
            Golden.Close(golden.Name() + " width", expected.GetProperty("width").Number("psi"), width.Value);
            var edges = of.GetProperty("inner_edges").Numbers();
            Assert.Equal(edges.Length, profile.Bins!.DecileEdges.Count);
            foreach (var (want, got) in edges.Zip(profile.Bins.DecileEdges))
                Golden.Close(golden.Name() + " edge", want, got);
        }

        output.WriteLine($"psi: {cases.Count} cases");
        Assert.Equal(28, cases.Count);
    }

    [Fact]
    public void Psi_EveryGoldenCategoricalCase_Matches()
    {
        var cases = Golden.Cases("categorical.json");
        foreach (var golden in cases)
        {
            var result = Psi.Test(golden.GetProperty("reference_counts").Counts(), golden.GetProperty("current_counts").Counts());
            Golden.Close(golden.Name(), golden.GetProperty("expected").Number("psi_categories_eps"), result.Value);
        }

        output.WriteLine($"categorical psi: {cases.Count} cases");
        Assert.Equal(15, cases.Count);
    }

    [Fact]
    public void Psi_ConstantReferenceThatVaries_IsCaughtByTieAwareBins()
    {
        var profile = ColumnProfile.Numeric("transfer", Enumerable.Repeat(0.4, 1000).ToArray());
        var window = new ColumnCounters(profile);
        window.AddColumn(Enumerable.Range(0, 1000).Select(i => i % 4 == 0 ? 0.1 : i % 4 == 1 ? 0.9 : 0.4).ToArray());
        var results = Psi.Test(profile, window);
        Assert.Equal([DriftMethods.Psi, DriftMethods.PsiTies], results.Select(result => result.Method));
        Assert.True(results[0] is { Reason: DriftReasons.CollapsedBins, Drifted: false });
        Assert.True(results[1].Drifted);
        // 0, 1, 0 against 1/4, 1/2, 1/4 with the floor.
        Golden.Close("ties", (2 * (0.25 - 1e-4) * Math.Log(0.25 / 1e-4)) + ((0.5 - 1) * Math.Log(0.5)), results[1].Value);
    }

    [Fact]
    public void Psi_LargeSamplesWithoutDrift_UsesTheBand()
    {
        var result = Psi.Test([1000, 1000, 1000, 1000, 1000], [1010, 990, 1000, 1005, 995]);
        Assert.True(result is { ThresholdOf: ThresholdKinds.Band, Threshold: 0.1, PValue: null, Drifted: false });
        // chi2 0.95 quantile at 4 degrees of freedom, scaled by 1/5000 + 1/5000.
        Golden.Close("quantile", 9.487729036781154 * 2 / 5000, result.NullQuantile);
    }

    [Fact]
    public void Psi_SmallSamples_FalseAlarmsStayNearAlpha()
    {
        // The band alone alarms in most such windows: PSI of 100 rows against 100 over ten bins has mean 0.18.
        var generator = new SampleGenerator(7);
        int alarms = 0, overBand = 0;
        const int Windows = 200;
        for (var i = 0; i < Windows; i++)
        {
            var reference = Draw();
            var result = Psi.TestSamples(reference, Draw(), PsiBinning.Quantile, new DriftOptions { Redraws = 199 });
            alarms += result.Drifted ? 1 : 0;
            overBand += result.Value >= 0.1 ? 1 : 0;
            Assert.NotNull(result.PValue);
        }

        output.WriteLine($"over the band {overBand}, alarms {alarms} of {Windows}");
        Assert.True(overBand > Windows / 2, $"{overBand}");
        // 5 % of 200 is 10, three standard deviations are 9.2.
        Assert.InRange(alarms, 0, 20);

        double[] Draw() => [.. Enumerable.Range(0, 100).Select(_ => generator.Uniform())];
    }

    [Fact]
    public void Psi_SameCounts_SamePValue()
    {
        long[] reference = [51, 92, 33, 14, 77], current = [31, 60, 75, 22, 41];
        Assert.Equal(Psi.Test(reference, current), Psi.Test(reference, current));
        Assert.NotEqual(
            Psi.Test(reference, current).NullQuantile,
            Psi.Test(reference, current, new DriftOptions { Seed = 1 }).NullQuantile);
    }

    [Fact]
    public void Psi_UserThreshold_IsUsedAsItIs()
    {
        var result = Psi.Test([5, 9, 3, 1], [1, 2, 9, 4], new DriftOptions { PsiThreshold = 5 });
        Assert.True(result is { ThresholdOf: ThresholdKinds.User, Threshold: 5, Drifted: false });
    }
}
