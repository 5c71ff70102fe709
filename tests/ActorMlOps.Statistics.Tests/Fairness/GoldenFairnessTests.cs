using ActorMlOps.Statistics.Fairness;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Fairness;

public sealed class GoldenFairnessTests(ITestOutputHelper output)
{
    [Fact]
    public void FairnessCounters_EveryGoldenCase_Matches()
    {
        var (cases, compared) = (Golden.Cases("fairness.json"), 0);
        foreach (var golden in cases)
        {
            var counters = new FairnessCounters();
            var rows = golden.GetProperty("group").EnumerateArray().Select(item => item.GetString())
                .Zip(golden.GetProperty("y_true").Numbers(), golden.GetProperty("y_pred").Numbers());
            foreach (var (group, y, h) in rows)
            {
                counters.AddPrediction(group, h == 1);
                counters.AddLabel(group, h, h == 1, y == 1);
            }

            var expected = golden.GetProperty("expected");
            var report = FairnessCounters.Decode(counters.Encode()).Report(golden.GetProperty("privileged_group").GetString());
            Close("demographic_parity_difference", report.DemographicParityDifference.Value);
            Close("demographic_parity_ratio", report.DemographicParityRatio.Value);
            Close("equal_opportunity_difference", report.EqualOpportunityDifference.Value);
            Close("equalized_odds_difference", report.EqualizedOddsDifference.Value);
            Close("disparate_impact_unprivileged_over_privileged", report.DisparateImpact.Value);
            Assert.Equal(expected.GetProperty("four_fifths_rule_violated").GetBoolean(), report.FourFifthsViolated);
            foreach (var (group, want) in report.Groups.Zip(expected.GetProperty("per_group").EnumerateObject()))
            {
                Assert.Equal((want.Name, want.Value.Number("n")), (group.Group, group.Predictions));
                Golden.Close(want.Name, want.Value.Number("selection_rate"), group.SelectionRate.Value);
                Golden.Close(want.Name, want.Value.Number("tpr"), group.TruePositiveRate.Value);
                Golden.Close(want.Name, want.Value.Number("fpr"), group.FalsePositiveRate.Value);
                Golden.Close(want.Name, want.Value.Number("accuracy"), group.Accuracy.Value);
                compared += 5;
            }

            Defined.Check(report);
            compared += 6;
            void Close(string name, double? got) => Golden.Close($"{golden.Name()} {name}", expected.Number(name), got);
        }

        output.WriteLine($"fairness: {cases.Count} cases, {compared} values");
        Assert.Equal((6, 101), (cases.Count, compared));
    }
}
