using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Fairness;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Fairness;

public sealed class FairnessLawTests
{
    private static readonly Gen<Row[]> s_rows = Gen.Select(
        Pick.From("a", "b", "", null),
        Gen.OneOf(Gen.Double[0, 1], Pick.From(0.0, 1.0, -1.0, double.NaN, double.PositiveInfinity, double.Epsilon)),
        Gen.Bool,
        Gen.Bool,
        (group, score, predicted, actual) => new Row(group, score, predicted, actual)).Array[0, 40];

    [Fact]
    public void Fairness_AnyGroupingOrderAndCorrection_IsTheSameToTheBit() =>
        Gen.Select(s_rows, s_rows).Sample((a, b) =>
        {
            FairnessCounters together = Count([.. a, .. b]), merged = Count(b);
            merged.Merge(Count(a));
            Assert.Equal(together.Encode(), merged.Encode());
            Assert.Equal(together.Encode(), FairnessCounters.Decode(together.Encode()).Encode());
            foreach (var row in b)
            {
                Assert.True(merged.RemoveLabel(row.Group, row.Score, row.Predicted, row.Actual));
                merged.AddLabel(row.Group, row.Score, row.Predicted, !row.Actual);
            }

            Assert.Equal(Count([.. a, .. b.Select(row => row with { Actual = !row.Actual })]).Encode(), merged.Encode());
            Defined.Check(merged.Report("a"));
            foreach (var row in b)
            {
                Assert.True(merged.RemoveLabel(row.Group, row.Score, row.Predicted, !row.Actual));
                Assert.True(merged.RemovePrediction(row.Group, row.Predicted));
            }

            Assert.Equal(Count(a).Encode(), merged.Encode());
        }, iter: 300);

    [Fact]
    public void Fairness_RemoveWhatIsNotThere_ChangesNothing()
    {
        var counters = Count([new("a", 0.5, true, true)]);
        var before = counters.Encode();
        Assert.False(counters.RemovePrediction("a", false));
        Assert.False(counters.RemovePrediction("b", true));
        Assert.False(counters.RemoveLabel("a", 0.4, true, true));
        Assert.False(counters.RemoveLabel("b", 0.5, true, true));
        Assert.Equal(before, counters.Encode());
        for (var length = 0; length < before.Length; length++)
            Assert.Throws<InvalidDataException>(() => FairnessCounters.Decode(before[..length]));
    }

    [Fact]
    public void Fairness_NothingOrOneGroup_SaysWhy()
    {
        var none = new FairnessCounters().Report("a");
        Assert.Equal(FairnessReasons.NoRows, none.DemographicParityDifference.Reason);
        Assert.False(none.FourFifthsViolated);
        var one = Count([new("a", 0.5, true, true), new("a", 0.5, false, false)]).Report("a");
        Assert.Equal((0, FairnessReasons.OneGroup), (one.DemographicParityDifference.Value, one.DemographicParityDifference.Reason));
        Assert.Equal(FairnessReasons.OneGroup, one.DisparateImpact.Reason);
        Assert.Equal(FairnessReasons.NoPrivilegedGroup, Count([new("a", 0.5, true, true)]).Report().DisparateImpact.Reason);
    }

    [Fact]
    public void Fairness_MoreGroupsThanToldApart_AreOnlyCounted()
    {
        var counters = new FairnessCounters();
        for (var i = 0; i < 130; i++)
        {
            counters.AddPrediction($"g{i}", true);
            counters.AddLabel($"g{i}", 0.5, true, true);
        }

        Assert.Equal((100, 30, 30), (counters.Names.Count, counters.OverflowPredictions, counters.OverflowLabels));
        Assert.True(counters.RemovePrediction("g129", true) && counters.RemoveLabel("g129", 0.5, true, true));
        Assert.Equal(29, counters.Report().OverflowPredictions);
    }

    [Fact]
    public void Calibration_ScoresTooHighForOneGroup_ShowsAsBias()
    {
        var counters = new FairnessCounters();
        var generator = new SampleGenerator(4);
        for (var i = 0; i < 20_000; i++)
        {
            var (group, score) = (i % 2 == 0 ? "a" : "b", generator.Uniform());
            counters.AddLabel(group, score, score >= 0.5, generator.Uniform() < (group == "a" ? score : 0.8 * score));
        }

        var report = counters.Report();
        Assert.InRange(report.Groups[0].CalibrationBias.Value!.Value, -0.02, 0.02);
        Assert.InRange(report.Groups[1].CalibrationBias.Value!.Value, 0.08, 0.12);
        Assert.InRange(report.CalibrationDifference.Value!.Value, 0.07, 0.13);
        Assert.Equal(FairnessReasons.NoRows, report.DemographicParityDifference.Reason);
    }

    [Fact]
    public void SamplingBias_SharesMoved_IsFoundAndQuietOtherwise()
    {
        FairnessCounters reference = Shares(600, 400), same = Shares(310, 190), moved = Shares(150, 350);
        Assert.False(SamplingBias.Test(reference, same).Drifted);
        var found = SamplingBias.Test(reference, moved);
        Assert.True(found.Drifted);
        Golden.Close("psi", ((0.3 - 0.6) * Math.Log(0.5)) + ((0.7 - 0.4) * Math.Log(1.75)), found.Value);
        Assert.Equal(DriftReasons.EmptyCurrent, SamplingBias.Test(reference, new FairnessCounters()).Reason);
    }

    [Fact]
    public void SelectionTest_ChanceAndBias_AreToldApart()
    {
        Assert.True(Selected(50, 100, 48, 100).SelectionTest.PValue > 0.5);
        Assert.True(Selected(50, 100, 20, 100) is { FourFifthsViolated: true, SelectionTest.PValue: < 1e-4 });

        // Three against two of six break the rule and are chance.
        Assert.True(Selected(3, 6, 2, 6) is { FourFifthsViolated: true, SelectionTest.PValue: > 0.5 });
    }

    private static FairnessReport Selected(int a, int ofA, int b, int ofB)
    {
        var counters = new FairnessCounters();
        for (var i = 0; i < ofA; i++)
            counters.AddPrediction("a", i < a);
        for (var i = 0; i < ofB; i++)
            counters.AddPrediction("b", i < b);
        return counters.Report();
    }

    private static FairnessCounters Shares(int a, int b)
    {
        var counters = new FairnessCounters();
        for (var i = 0; i < a + b; i++)
            counters.AddPrediction(i < a ? "a" : "b", i % 3 == 0);
        return counters;
    }

    private static FairnessCounters Count(Row[] rows)
    {
        var counters = new FairnessCounters();
        foreach (var (group, score, predicted, actual) in rows)
        {
            counters.AddPrediction(group, predicted);
            counters.AddLabel(group, score, predicted, actual);
        }

        return counters;
    }

    private sealed record Row(string? Group, double Score, bool Predicted, bool Actual);
}
