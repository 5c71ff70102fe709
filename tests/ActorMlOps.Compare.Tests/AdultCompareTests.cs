using ActorMlOps.Compare.Page;
using ActorMlOps.Compare.Tests.Support;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Tests;

/// <summary>Census rows of mixed types: one partition drawn at random, one by selection on age, hours and sex.</summary>
public sealed class AdultCompareTests
{
    private static readonly Lazy<Dictionary<string, string?[]>> s_columns = new(() => Csv.Columns("adult.csv.gz"));
    private static readonly ComparisonOptions s_options = new() { Ignore = ["row_id", "partition"], Label = "income_gt_50k" };

    [Theory]
    [InlineData(Correction.BenjaminiHochberg)]
    [InlineData(Correction.BenjaminiYekutieli)]
    [InlineData(Correction.Holm)]
    public async Task Adult_PartitionDrawnAtRandom_IsQuiet(Correction correction)
    {
        var comparison = await CompareAsync("current_ok", s_options with { Drift = new() { Correction = correction } });
        Assert.Empty(comparison.Drifted());
        Assert.DoesNotContain(comparison.Multivariate, test => test.Drifted);
        Assert.False(comparison.Column("income_gt_50k").Drift.Drifted);
        Assert.StartsWith("No drift: none of 14 columns", Views.ComparisonView.Of(comparison).Summary);
    }

    [Fact]
    public async Task Adult_PartitionDrawnAtRandom_IsQuietByEveryTestTogether()
    {
        var comparison = await CompareAsync("current_ok", s_options with { Drift = new() { Methods = [.. DriftMethods.All.Except([DriftMethods.Wasserstein])] } });
        Assert.Empty(comparison.Drifted());
    }

    [Fact]
    public async Task Adult_PartitionBySelection_NamesWhatWasSelected()
    {
        var comparison = await CompareAsync("current_drift", s_options);
        Assert.Equal(["age"], comparison.DriftedBy(DriftMethods.Psi, DriftMethods.PsiTies));
        Assert.Superset(new HashSet<string> { "age", "hours_per_week", "marital_status", "sex" }, comparison.DriftedBy(DriftMethods.Ks, DriftMethods.Chi2));
        Assert.DoesNotContain("race", comparison.Drifted());
        Assert.True(comparison.Drifted);
        Assert.Contains(comparison.Multivariate, test => test is { Method: MultivariateMethods.Classifier, Drifted: true });
        Assert.Equal("age", comparison.Features.MaxBy(c => c.Moved)!.Column.Name);
    }

    [Theory]
    [InlineData("current_ok")]
    [InlineData("current_drift")]
    public async Task Evidently_EveryColumn_DecidesAsItsDocumentedRulesOnTheRows(string partition)
    {
        var comparison = await CompareAsync(partition, s_options with { Drift = new() { Mode = DriftMode.Evidently } });
        foreach (var expected in Csv.Rows("adult_drift_by_partition.csv").Where(row => row["partition"] == partition))
        {
            var name = expected["feature"]!;
            var result = Assert.Single(comparison.Column(name).Drift.Results);
            string?[] reference = Values(name, "reference"), current = Values(name, partition);
            // A text that is missing is left out, as that tool does.
            var raw = expected["kind"] == "categorical"
                ? EvidentlyMode.Test(Count(reference), Count(current))
                : EvidentlyMode.TestSamples(Array.ConvertAll(reference, Csv.Number), Array.ConvertAll(current, Csv.Number));
            Assert.Equal((raw.Method, raw.Drifted), (result.Method, result.Drifted));
        }

        string[] numbers = partition == "current_drift" ? ["age", "education_num", "hours_per_week"] : [];
        Assert.Equal(numbers, comparison.DriftedBy(DriftMethods.WassersteinNormalized).Order());
    }

    [Fact]
    public async Task NannyMl_PartitionDrawnAtRandom_IsQuietAndTheSelectedOneNamesAge()
    {
        var options = s_options with { Drift = new() { Mode = DriftMode.NannyMl } };
        Assert.Empty((await CompareAsync("current_ok", options)).Drifted());
        var drifted = await CompareAsync("current_drift", options);
        Assert.Contains("age", drifted.Drifted());
        Assert.DoesNotContain("race", drifted.Drifted());
        Assert.Equal(ThresholdKinds.ReferenceChunks, Assert.Single(drifted.Column("age").Drift.Results).ThresholdOf);
    }

    [Fact]
    public async Task Page_OfTheSelectedPartition_SaysItInWordsAndNeedsNothingElse()
    {
        using var writer = new StringWriter();
        ReportPage.Write(await CompareAsync("current_drift", s_options), writer);
        var page = writer.ToString();
        Assert.Contains("<h1>The data have drifted: ", page);
        Assert.Contains("Values are higher: median 47, was 37", page);
        Assert.Contains("&#39;Female&#39; rose from 33.2 % to 40.3 %", page);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", page.Split("<h2>How this")[0]);
        Assert.True(page.Split("<svg").Length > 15);
    }

    private static Task<Comparison> CompareAsync(string partition, ComparisonOptions options) => Csv.CompareAsync(
        Csv.Gzip(Csv.Write(s_columns.Value, Rows("reference"))), Csv.Write(s_columns.Value, Rows(partition)),
        options);

    private static IEnumerable<int> Rows(string partition) =>
        Enumerable.Range(0, s_columns.Value["partition"].Length).Where(row => s_columns.Value["partition"][row] == partition);

    private static string?[] Values(string name, string partition) => [.. Rows(partition).Select(row => s_columns.Value[name][row])];

    private static Dictionary<string, long> Count(string?[] values) =>
        values.OfType<string>().GroupBy(v => v).ToDictionary(g => g.Key, g => (long)g.Count());
}
