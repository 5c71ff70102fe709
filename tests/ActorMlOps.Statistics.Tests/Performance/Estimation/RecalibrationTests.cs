using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Estimation;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Performance.Estimation;

public sealed class RecalibrationTests
{
    [Fact]
    public void Of_LabelsThatAgree_AddToTheReference()
    {
        var generator = new SampleGenerator(41);
        var contradicted = 0;
        for (var run = 0; run < 200; run++)
        {
            var recalibrated = Recalibration.Of(Draw(generator, 2_000, 0.8), Draw(generator, 1_000, 0.8));
            contradicted += recalibrated.ReferenceRows == 0 ? 1 : 0;
            Assert.Equal(1_000, recalibrated.RecentRows);
        }

        Assert.InRange(contradicted, 0, 4);
    }

    [Theory]
    [InlineData(0.2, 0.5)]
    [InlineData(0.8, 0.3)]
    public void Of_LabelsThatContradict_StandAlone(double meaning, double centre)
    {
        var generator = new SampleGenerator(42);
        var recalibrated = Recalibration.Of(Draw(generator, 20_000, 0.8), Draw(generator, 2_000, meaning, centre));
        Assert.Equal((0, 2_000), (recalibrated.ReferenceRows, recalibrated.RecentRows));
        Assert.InRange(recalibrated.Calibrator!.Calibrate(0.75)!.Value, centre + (meaning / 4) - 0.06, centre + (meaning / 4) + 0.06);
    }

    [Fact]
    public void Of_TooLittle_SaysSo()
    {
        var generator = new SampleGenerator(43);
        Assert.Equal(MetricReasons.NoRows, Recalibration.Of(null, new()).Reason);
        Assert.Equal(MetricReasons.TooFewRows, Recalibration.Of(null, Draw(generator, 100, 1)).Reason);
        Assert.Equal((null, 600L), (Recalibration.Of(null, Draw(generator, 600, 1)).Reason, Recalibration.Of(new(), Draw(generator, 600, 1)).RecentRows));
        var one = new BinaryCounters();
        one.Add(0.4, false, false);
        Assert.Equal((null, MetricReasons.OneClass), (Recalibration.Of(one, new()).Calibrator, Recalibration.Of(one, new()).Reason));
    }

    [Fact]
    public void BinnedScores_QuantileBins_EstimateAsTheScoresThemselves()
    {
        var generator = new SampleGenerator(44);
        var reference = Enumerable.Range(0, 5_000).Select(_ => (double)(float)Math.Pow(generator.Uniform(), 3)).ToArray();
        var all = ColumnProfile.Numeric("score", reference, default, float32: true);
        var part = all.Part("selected", [.. reference.Where(s => s >= 0.3)]);
        Assert.Equal((reference.Count(s => s >= 0.3), 5_000), (part.Reference.Counted, part.Reference.Rows));
        ColumnCounters scores = new(all), selected = new(part);
        var exact = new PredictionScores();
        for (var i = 0; i < 4_000; i++)
        {
            var score = (float)Math.Pow(generator.Uniform(), 2);
            var positive = score >= 0.3 ^ i % 50 == 0;
            scores.Add(score);
            if (positive)
                selected.Add(score);
            exact.Add(score, positive);
        }

        var calibrator = IsotonicCalibrator.Fit(Draw(generator, 5_000, 0.9));
        var binned = Cbpe.Estimate(calibrator, new BinnedScores(all.Bins!, scores, selected));
        var whole = Cbpe.Estimate(calibrator, exact);
        foreach (var (a, b) in new[] { (binned.Accuracy, whole.Accuracy), (binned.F1, whole.F1), (binned.Auc, whole.Auc), (binned.Recall, whole.Recall) })
        {
            Assert.Equal(b.Value!.Value, a.Value!.Value, 3e-4);
            Assert.True(a.Low <= b.Value && b.Value <= a.High, $"{a} {b}");
        }

        Assert.Equal(whole.TruePositives + whole.FalsePositives, binned.TruePositives + binned.FalsePositives);
        var unknown = Cbpe.Estimate(calibrator, new BinnedScores(all.Bins!, scores, selected, unknown: 1));
        Assert.Equal((MetricReasons.UnknownPredictions, binned.Auc.Value), (unknown.Accuracy.Reason, unknown.Auc.Value));
        scores.Add(float.NaN);
        Assert.Equal(MetricReasons.UndefinedScores, Cbpe.Estimate(calibrator, new BinnedScores(all.Bins!, scores, selected)).Auc.Reason);
        Assert.Equal(MetricReasons.NoRows, Cbpe.Estimate(calibrator, new BinnedScores(all.Bins!, new(all), new(part))).F1.Reason);
    }

    // P(y | score) = centre + meaning (score - 1/2).
    private static BinaryCounters Draw(SampleGenerator generator, int rows, double meaning, double centre = 0.5)
    {
        var labelled = new BinaryCounters();
        for (var i = 0; i < rows; i++)
        {
            var score = generator.Uniform();
            labelled.Add(score, score >= 0.5, generator.Uniform() < centre + (meaning * (score - 0.5)));
        }

        return labelled;
    }
}
