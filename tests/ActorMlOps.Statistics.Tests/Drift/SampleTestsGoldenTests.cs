using System.Text.Json;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>Every golden case of the tests on raw samples that take ranks, areas or means.</summary>
public sealed class SampleTestsGoldenTests(ITestOutputHelper output)
{
    [Fact]
    public void Wasserstein_EveryGoldenCase_Matches() => Walk("wasserstein.json", (name, expected, reference, current) =>
    {
        var result = Wasserstein.TestSamples(reference, current);
        var normalized = Wasserstein.TestSamples(reference, current, normalized: true);
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Equal((null, DriftReasons.EmptyCurrent), (result.Value, result.Reason));
            Assert.Equal((null, DriftReasons.EmptyCurrent), (normalized.Value, normalized.Reason));
            return;
        }

        Golden.Close(name, expected.Number("distance"), result.Value);
        Assert.Equal((result.Value, result.Value), (result.Low, result.High));
        Golden.Close(name + " normalised", expected.Number("normalised_by_reference_std_ddof0"), normalized.Value);
        Assert.True(normalized.Value is not null || normalized.Reason == DriftReasons.Constant, normalized.ToString());
        var floored = Wasserstein.NormalizedDistance(reference, current, Wasserstein.LeastDeviation);
        Golden.Close(name + " evidently", expected.Number("normalised_evidently"), floored);
    });

    [Fact]
    public void CramerVonMises_EveryGoldenCase_Matches() => Walk("cramer_von_mises.json", (name, expected, reference, current) =>
    {
        int n = reference.Count(x => !double.IsNaN(x)), m = current.Count(x => !double.IsNaN(x));
        var result = CramerVonMises.TestSamples(reference, current);
        Golden.Close(name, expected.Number("statistic"), result.Value);
        var t = result.Value!.Value;
        // 1 - a distribution function: of a p-value of 1e-9 the sixteen digits of a double leave six.
        Golden.Close(name + " limit", expected.Number("p_asymptotic"), CramerVonMises.LimitPValue(t, n, m), floor: 5e-15);
        if (expected.TryGetProperty("p_exact", out _))
            Golden.Close(name + " exact", expected.Number("p_exact"), CramerVonMises.ExactPValue(t, n, m), floor: 1e-300);
        // Ties, or a side above 20 rows: no case has fewer.
        Assert.Equal(CramerVonMises.LimitPValue(t, n, m), result.PValue);
    });

    [Fact]
    public void AndersonDarling_EveryGoldenCase_Matches() => Walk("anderson_darling_ksamp.json", (name, expected, reference, current) =>
    {
        var result = AndersonDarling.TestSamples(reference, current);
        Golden.Close(name, expected.Number("statistic_normalised_midrank"), result.Value);
        Golden.Close(name + " level", expected.Number("significance_level_clipped_0.001_0.25"), result.PValue);
        var critical = expected.GetProperty("critical_values_25_10_5_2.5_1_0.5_0.1_percent").Numbers();
        foreach (var (want, got) in critical.Zip(AndersonDarling.CriticalValues))
            Golden.Close(name + " critical", want, got);
    });

    [Fact]
    public void MannWhitney_EveryGoldenCase_Matches() => Walk("mann_whitney_u.json", (name, expected, reference, current) =>
    {
        int n = reference.Count(x => !double.IsNaN(x)), m = current.Count(x => !double.IsNaN(x));
        var result = MannWhitney.TestSamples(reference, current);
        Golden.Close(name, expected.Number("U_reference"), result.Value);
        Golden.Close(name + " normal", expected.Number("p_asymptotic_tie_corrected_continuity"), result.PValue, floor: 1e-300);
        if (expected.TryGetProperty("p_exact", out _))
            Golden.Close(name + " exact", expected.Number("p_exact"), MannWhitney.ExactPValue(result.Value!.Value, n, m), floor: 1e-300);
    });

    [Fact]
    public void WelchT_EveryGoldenCase_Matches() => Walk("welch_t.json", (name, expected, reference, current) =>
    {
        var result = WelchT.TestSamples(reference, current);
        Golden.Close(name, expected.Number("t"), result.T);
        Golden.Close(name + " df", expected.Number("df"), result.DegreesOfFreedom);
        Golden.Close(name + " p", expected.Number("p_two_sided"), result.PValue, floor: 1e-300);
        Assert.Null(result.Reason);
    });

    [Fact]
    public void TwoProportionZ_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("two_proportion_z.json");
        foreach (var golden in cases)
        {
            long Count(string name) => golden.GetProperty(name).GetInt64();
            var result = TwoProportionZ.Test(Count("success_a"), Count("n_a"), Count("success_b"), Count("n_b"));
            var expected = golden.GetProperty("expected");
            Golden.Close("z", expected.Number("z_pooled"), result.Value);
            Golden.Close("p", expected.Number("p_two_sided"), result.PValue, floor: 1e-300);
        }

        output.WriteLine($"two_proportion_z.json: {cases.Count} cases");
        Assert.NotEmpty(cases);
    }

    private void Walk(string file, Action<string, JsonElement, double[], double[]> check)
    {
        var cases = Golden.Cases(file);
        foreach (var golden in cases)
        {
            var (reference, current) = (golden.GetProperty("reference").Sample(), golden.GetProperty("current").Sample());
            check(golden.Name(), golden.GetProperty("expected"), reference, current);
        }

        output.WriteLine($"{file}: {cases.Count} cases");
        Assert.NotEmpty(cases);
    }
}
