using System.Globalization;
using System.Text.Json;
using ActorMlOps.Statistics.Fairness;
using Xunit.Abstractions;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>Three served versions of an income model on rows without drift: v1 and v2 inherit the data's bias, v3 adds its own.</summary>
public sealed class AdultFairnessTests(ITestOutputHelper output)
{
    private static readonly Table s_table = new("Demo", "Data", "adult", "adult.csv.gz");

    [Fact]
    public void Adult_EveryVersionAndAttribute_IsReproducedFromCounters()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", "adult_fairness_current_ok.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        int[] rows = [.. Enumerable.Range(0, s_table.Rows).Where(row => s_table["partition"][row] == "current_ok")];
        Assert.Equal(document.RootElement.GetProperty("rows").GetInt32(), rows.Length);
        var (walked, compared) = (0, 0);
        foreach (var golden in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string version = golden.GetProperty("version").GetString()!, attribute = golden.GetProperty("attribute").GetString()!;
            var (labels, scores) = Scores.Of($"adult/{version}.onnx", s_table, rows);
            var counters = new FairnessCounters();
            for (var i = 0; i < rows.Length; i++)
            {
                var group = s_table[attribute][rows[i]];
                counters.AddPrediction(group, labels[i] == 1);
                counters.AddLabel(group, scores[i], labels[i] == 1, s_table["income_gt_50k"][rows[i]] == "1");
            }

            var report = counters.Report(golden.GetProperty("privileged_group").GetString());
            Close(golden, "demographic_parity_difference", report.DemographicParityDifference.Value);
            Close(golden, "demographic_parity_ratio", report.DemographicParityRatio.Value);
            Close(golden, "equalized_odds_difference", report.EqualizedOddsDifference.Value);
            Close(golden, "disparate_impact_unprivileged_over_privileged", report.DisparateImpact.Value);
            foreach (var (group, want) in report.Groups.Zip(golden.GetProperty("per_group").EnumerateObject()))
            {
                Assert.Equal((want.Name, want.Value.GetProperty("n").GetInt64()), (group.Group, group.Predictions));
                Close(want.Value, "selection_rate", group.SelectionRate.Value);
                Close(want.Value, "tpr", group.TruePositiveRate.Value);
                Close(want.Value, "fpr", group.FalsePositiveRate.Value);
            }

            Assert.True(report.FourFifthsViolated);
            Assert.True(report.SelectionTest.PValue < 1e-6);
            var (odds, calibration) = (report.EqualizedOddsDifference.Value, report.CalibrationDifference.Value);
            output.WriteLine($"{version} {attribute}: odds {odds:F4}, calibration {calibration:F4}");
            walked++;
        }

        output.WriteLine($"adult: {walked} cases, {compared} values");
        Assert.Equal((6, 87), (walked, compared));

        void Close(JsonElement expected, string name, double? got)
        {
            var want = expected.GetProperty(name).GetDouble();
            compared++;
            var what = string.Create(CultureInfo.InvariantCulture, $"{name}: expected {want:R}, got {got:R}");
            Assert.True(Math.Abs(want - got!.Value) <= 1e-10 * want, what);
        }
    }
}
