using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class ShareDistancesTests(ITestOutputHelper output)
{
    private static readonly (string Method, string Field)[] s_fields =
    [
        (DriftMethods.Js, "js_distance_base2"), (DriftMethods.JsE, "js_distance_base_e"), (DriftMethods.Hellinger, "hellinger"),
        (DriftMethods.Kl, "kl_current_given_reference_nats"),
    ];

    [Fact]
    public void ShareDistances_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("binned_js_hellinger_kl.json");
        foreach (var golden in cases)
        {
            double[] p = golden.GetProperty("reference_shares").Numbers(), q = golden.GetProperty("current_shares").Numbers();
            var (name, expected) = (golden.Name(), golden.GetProperty("expected"));
            Golden.Close(name + " js 2", expected.Number("js_distance_base2"), ShareDistances.JensenShannon(p, q));
            Golden.Close(name + " js e", expected.Number("js_distance_base_e"), ShareDistances.JensenShannon(p, q, Math.E));
            Golden.Close(name + " hellinger", expected.Number("hellinger"), ShareDistances.Hellinger(p, q));
            Golden.Close(name + " kl r|c", expected.Number("kl_reference_given_current_nats"), ShareDistances.KullbackLeibler(p, q));
            Golden.Close(name + " kl c|r", expected.Number("kl_current_given_reference_nats"), ShareDistances.KullbackLeibler(q, p));
        }

        output.WriteLine($"binned_js_hellinger_kl.json: {cases.Count} cases");
        Assert.NotEmpty(cases);
    }

    [Fact]
    public void ShareTests_EveryGoldenSampleOfThePsi_HasTheBinnedDistances()
    {
        var samples = Golden.Cases("psi.json").ToDictionary(Golden.Name);
        var cases = Golden.Cases("binned_js_hellinger_kl.json");
        foreach (var golden in cases)
        {
            var (name, expected) = (golden.Name(), golden.GetProperty("expected"));
            var (reference, current) = (samples[name].GetProperty("reference").Sample(), samples[name].GetProperty("current").Sample());
            var profile = ColumnProfile.Numeric("x", reference);
            var window = new ColumnCounters(profile);
            window.AddColumn(current);
            foreach (var (method, field) in s_fields)
            {
                var options = new DriftOptions { Redraws = 99 };
                Golden.Close(name + method, expected.Number(field), ShareTests.TestSamples(method, reference, current, options).Value);
                Golden.Close(name + method + " counted", expected.Number(field), ShareTests.Test(method, profile, window, options).Value);
            }
        }

        output.WriteLine($"psi.json and binned_js_hellinger_kl.json: {cases.Count} cases");
        Assert.NotEmpty(cases);
    }

    [Fact]
    public void CategoricalDistances_EveryGoldenCase_Match()
    {
        var cases = Golden.Cases("categorical.json");
        foreach (var golden in cases)
        {
            var (name, expected) = (golden.Name(), golden.GetProperty("expected"));
            var (reference, current) = (golden.GetProperty("reference_counts").Counts(), golden.GetProperty("current_counts").Counts());
            string[] names = [.. reference.Keys.Union(current.Keys).Order(StringComparer.Ordinal)];
            long[] r = Array.ConvertAll(names, key => reference.GetValueOrDefault(key));
            long[] c = Array.ConvertAll(names, key => current.GetValueOrDefault(key));
            double[] p = Array.ConvertAll(r, x => (double)x / r.Sum()), q = Array.ConvertAll(c, x => (double)x / c.Sum());
            var options = new DriftOptions { Redraws = 99 };
            foreach (var (method, field) in s_fields)
            {
                var number = expected.Number(method == DriftMethods.Kl ? field + "_eps" : field);
                Golden.Close(name + method, number, ShareTests.Test(method, reference, current, options).Value);
                Golden.Close(name + method, number, ShareTests.Test(method, r, c, options).Value);
            }

            Golden.Close(name + " tv", expected.Number("total_variation"), ShareDistances.TotalVariation(p, q));
            Golden.Close(name + " linf", expected.Number("l_infinity"), ShareDistances.LInfinity(p, q));
            var fit = ChiSquare.GoodnessOfFit(r, c);
            double? v = expected.TryGetProperty("cramers_v", out var strength) ? strength.GetDouble() : null;
            Golden.Close(name + " v", v, ChiSquare.CramersV(r, c));
            Golden.Close(name + " entropy r", expected.Number("entropy_reference_bits"), CategoryChanges.EntropyBits(r), floor: 1e-15);
            Golden.Close(name + " entropy c", expected.Number("entropy_current_bits"), CategoryChanges.EntropyBits(c), floor: 1e-15);
            Assert.Equal(Names(expected, "unseen_in_reference"), CategoryChanges.Unseen(reference, current));
            Assert.Equal(Names(expected, "missing_in_current"), CategoryChanges.Missing(reference, current));
            if (expected.TryGetProperty("chi2_homogeneity_yates", out var yates))
            {
                var corrected = ChiSquare.TestYates(r, c);
                Golden.Close(name + " yates", yates.Number("statistic"), corrected.Value);
                Golden.Close(name + " yates p", yates.Number("p"), corrected.PValue, floor: 1e-300);
                Assert.Equal(yates.GetProperty("df").GetInt32(), corrected.DegreesOfFreedom);
            }

            if (expected.TryGetProperty("fisher_exact_two_sided_p", out _))
            {
                int[] used = [.. Enumerable.Range(0, names.Length).Where(i => r[i] + c[i] > 0)];
                var p22 = FisherExact.PValue(r[used[0]], r[used[1]], c[used[0]], c[used[1]]);
                // The file's value of 2 x 10^7 rows comes from differences of log-beta functions, which lose nine digits there:
                // summed with 40 digits it is 0.02537660252904173389.
                var big = name == "big_counts";
                Golden.Close(name + " fisher", expected.Number("fisher_exact_two_sided_p"), p22, relative: big ? 1e-9 : 1e-10);
                Golden.Close(name + " fisher, 40 digits", big ? 0.02537660252904173389 : p22, p22, relative: 1e-13);
            }

            if (expected.TryGetProperty("chi2_goodness_of_fit_scaled_reference", out var one))
            {
                Golden.Close(name + " fit", one.Number("statistic"), fit.Value);
                Golden.Close(name + " fit p", one.Number("p"), fit.PValue, floor: 1e-300);
                Assert.Equal(one.GetProperty("df").GetInt32(), fit.DegreesOfFreedom);
            }
        }

        output.WriteLine($"categorical.json: {cases.Count} cases");
        Assert.NotEmpty(cases);
    }

    private static string[] Names(System.Text.Json.JsonElement expected, string field) =>
        [.. expected.GetProperty(field).EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal)];

    [Fact]
    public void ShareDistances_EmptyRow_IsUndefined()
    {
        Assert.Null(ShareDistances.JensenShannon([0, 0], [1, 2]));
        Assert.Null(ShareDistances.Hellinger([1, 0], [0, 0]));
        Assert.Null(ShareDistances.KullbackLeibler([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ShareDistances.Hellinger([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => ShareDistances.JensenShannon([1], [0.5, 0.5]));
    }

    [Fact]
    public void ShareTests_SmallSamples_ThresholdKnowsTheSampleSize()
    {
        // Ten bins of ten rows: without drift the distance is about 0.2, twice the customary threshold.
        long[] reference = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10], current = [7, 13, 9, 12, 6, 14, 8, 11, 12, 8];
        foreach (var method in (string[])[DriftMethods.Js, DriftMethods.JsE, DriftMethods.Hellinger, DriftMethods.Kl])
        {
            var result = ShareTests.Test(method, reference, current);
            Assert.True(result is { Drifted: false, PValue: > 0.05, ThresholdOf: ThresholdKinds.SampleSize }, result.ToString());
            var set = new DriftOptions { Thresholds = new Dictionary<string, double> { [method] = 1e-6 } };
            var drifted = ShareTests.Test(method, reference, current, set);
            Assert.True(drifted is { Drifted: true, ThresholdOf: ThresholdKinds.User, Threshold: 1e-6 });
        }
    }
}
