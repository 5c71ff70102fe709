using ActorMlOps.Compare.Tests.Support;
using ActorMlOps.Statistics.Drift;
using Xunit.Abstractions;

namespace ActorMlOps.Compare.Tests;

/// <summary>The electricity market of New South Wales; the Victorian one joined it with row 17,424.</summary>
public sealed class Elec2CompareTests(ITestOutputHelper output)
{
    private const int ReferenceRows = 10_000;
    private const int Joined = 17_424;

    private static readonly string[] s_victorian = ["vicprice", "vicdemand", "transfer"];
    private static readonly ComparisonOptions s_options = new() { Ignore = ["date", "day"], Label = "class", Multivariate = [] };
    private static readonly Lazy<Dictionary<string, string?[]>> s_columns = new(() => Csv.Columns("elec2.csv.gz"));

    [Theory]
    [InlineData(2_000)]
    [InlineData(1_000)]
    [InlineData(336)]
    public async Task Elec2_ChunkThatHoldsTheJoin_NamesTheVictorianColumnsAndNoneBeforeDoes(int rows)
    {
        for (var from = ReferenceRows; from < Joined + rows; from += rows)
        {
            var drifted = (await CompareAsync(from, rows, s_options)).Drifted();
            output.WriteLine($"{from}: {string.Join(", ", drifted)}");
            if (from + rows <= Joined)
                Assert.Empty(drifted.Intersect(s_victorian));
            else
                Assert.Superset(s_victorian.ToHashSet(), drifted);
        }
    }

    [Theory]
    [InlineData(DriftMode.Evidently)]
    [InlineData(DriftMode.NannyMl)]
    public async Task Elec2_InTheModesOfOtherTools_NamesTheJoinToo(DriftMode mode)
    {
        var options = s_options with { Drift = new() { Mode = mode } };
        Assert.Empty((await CompareAsync(14_000, 2_000, options)).Drifted().Intersect(s_victorian));
        Assert.Superset(s_victorian.ToHashSet(), (await CompareAsync(16_000, 2_000, options)).Drifted());
    }

    [Theory]
    [InlineData("psi")]
    [InlineData("ks")]
    [InlineData("js")]
    [InlineData("hellinger")]
    [InlineData("kl")]
    [InlineData("wasserstein")]
    [InlineData("cvm")]
    [InlineData("ad")]
    [InlineData("mwu")]
    public async Task Elec2_ByOneTestAlone_QuietBeforeTheJoin(string method)
    {
        var comparison = await CompareAsync(14_000, 2_000, s_options with { Drift = new() { Methods = [method] } });
        Assert.Empty(comparison.Drifted().Intersect(s_victorian));
        Assert.All(comparison.Features, column => Assert.All(column.Drift.Results, result => Assert.StartsWith(method, result.Method)));
    }

    [Theory]
    [InlineData("elec2_drift_chunks_ref_0_9999.csv", 0, 10_000)]
    [InlineData("elec2_drift_chunks_ref_20000_27999.csv", 20_000, 28_000)]
    public async Task Evidently_EveryChunk_DecidesAsItsDocumentedRulesOnTheRows(string file, int from, int to)
    {
        var options = s_options with
        {
            Ignore = ["date"],
            Label = null,
            Kinds = new Dictionary<string, ColumnKind> { ["day"] = ColumnKind.Categorical, ["class"] = ColumnKind.Categorical },
            Drift = new() { Mode = DriftMode.Evidently },
        };
        var decided = 0;
        foreach (var chunk in Csv.Rows(file).GroupBy(row => (From: int.Parse(row["row_from"]!), To: int.Parse(row["row_to_exclusive"]!))))
        {
            var comparison = await Csv.CompareAsync(
                Csv.Write(s_columns.Value, Enumerable.Range(from, to - from)),
                Csv.Write(s_columns.Value, Enumerable.Range(chunk.Key.From, chunk.Key.To - chunk.Key.From)), options);
            foreach (var expected in chunk)
            {
                var result = Assert.Single(comparison.Column(expected["feature"]!).Drift.Results);
                string?[] values = s_columns.Value[expected["feature"]!], reference = values[from..to], current = values[chunk.Key.From..chunk.Key.To];
                var raw = expected["kind"] == "categorical"
                    ? EvidentlyMode.Test(Count(reference), Count(current))
                    : EvidentlyMode.TestSamples(Array.ConvertAll(reference, Csv.Number), Array.ConvertAll(current, Csv.Number));
                Assert.Equal((raw.Method, raw.Drifted, raw.Threshold), (result.Method, result.Drifted, result.Threshold));
                decided++;
            }
        }

        output.WriteLine($"{file}: {decided} verdicts");
        Assert.True(decided > 60);
    }

    // Distances and limits worked out apart from this project, as in the tests of the mode itself.
    [Theory]
    [InlineData("nswdemand", 10_000, 0.3554221836455689, 0.4470334042663971)]
    [InlineData("nswdemand", 18_000, 0.21433534434032728, 0.4470334042663971)]
    [InlineData("nswprice", 10_000, 0.25515622730732934, 0.37751475518348687)]
    [InlineData("nswprice", 30_000, 0.7474189840618982, 0.37751475518348687)]
    public async Task NannyMl_ElectricityChunk_HasDistanceAndLimitOfTheReferencesChunks(string name, int from, double distance, double limit)
    {
        var result = Assert.Single((await CompareAsync(from, 2_000, s_options with { Drift = new() { Mode = DriftMode.NannyMl } })).Column(name).Drift.Results);
        Assert.InRange(result.Value!.Value, distance - 0.03, distance + 0.03);
        Assert.InRange(result.Threshold!.Value, limit - 0.004, limit + 0.004);
        Assert.Equal((ThresholdKinds.ReferenceChunks, distance > limit), (result.ThresholdOf, result.Drifted));
    }

    private static Dictionary<string, long> Count(string?[] values) => values.GroupBy(v => v!).ToDictionary(g => g.Key, g => (long)g.Count());

    private static Task<Comparison> CompareAsync(int from, int rows, ComparisonOptions options) => Csv.CompareAsync(
        Csv.Write(s_columns.Value, Enumerable.Range(0, ReferenceRows)), Csv.Write(s_columns.Value, Enumerable.Range(from, rows)), options);
}
