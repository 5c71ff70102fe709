using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Estimation;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Performance.Estimation;

public sealed class CbpeTests(ITestOutputHelper output)
{
    [Fact]
    public void Estimate_HandMade_IsTheExpectedConfusionMatrix()
    {
        // Score 0.2 is right one time in four, 0.8 three times in four.
        var labelled = new BinaryCounters();
        for (var i = 0; i < 8; i++)
        {
            labelled.Add(0.2, false, i % 4 == 0);
            labelled.Add(0.8, true, i % 4 != 0);
        }

        var window = new PredictionScores();
        window.Add(0.2, false);
        window.Add(0.8, true);
        window.Add(0.8, true);
        var estimated = Cbpe.Estimate(IsotonicCalibrator.Fit(labelled), window);
        Assert.Equal((1.5, 0.5), (estimated.TruePositives, estimated.FalsePositives));
        Assert.Equal((0.75, 0.25), (estimated.TrueNegatives, estimated.FalseNegatives));
        Golden.Close("accuracy", 0.75, estimated.Accuracy.Value);
        Golden.Close("precision", 0.75, estimated.Precision.Value);
        Golden.Close("recall", 1.5 / 1.75, estimated.Recall.Value);
        Golden.Close("f1", 3 / 3.75, estimated.F1.Value);
        Golden.Close("auc", ((0.25 * 0.75 / 2) + (1.5 * (0.75 + 0.25))) / (1.75 * 1.25), estimated.Auc.Value);
    }

    [Theory]
    [InlineData(4000, 1000)]
    [InlineData(1000, 1000)]
    public void Estimate_ConceptUnchanged_IntervalsHoldTheRealisedValues(int reference, int rows)
    {
        var generator = new SampleGenerator(21);
        const int Runs = 120;
        var inside = new Dictionary<string, int>();
        for (var run = 0; run < Runs; run++)
        {
            var calibrator = IsotonicCalibrator.Fit(Draw(generator, reference, 0, 1).Labelled);
            // The scores of the window lean upwards: covariate shift, which the estimate follows.
            var (labelled, predictions) = Draw(generator, rows, 0.3, 1);
            foreach (var check in EstimateCheck.Of(Cbpe.Estimate(calibrator, predictions), labelled))
                inside[check.Metric] = inside.GetValueOrDefault(check.Metric) + (check.Inside == true ? 1 : 0);
        }

        output.WriteLine(string.Join(", ", inside.Select(metric => $"{metric.Key} {metric.Value} of {Runs}")));
        Assert.All(inside.Values, count => Assert.InRange(count, 0.9 * Runs, Runs - 1));
    }

    [Fact]
    public void Estimate_ConceptChanged_IsBlindUntilRecalibrated()
    {
        var generator = new SampleGenerator(22);
        var reference = Draw(generator, 10_000, 0, 1).Labelled;
        var (labelled, predictions) = Draw(generator, 10_000, 0, 0.3);
        var blind = EstimateCheck.Of(Cbpe.Estimate(IsotonicCalibrator.Fit(reference), predictions), labelled);
        Assert.True(blind[0].Difference > 0.1 && blind[0].Inside == false, $"{blind[0]}");
        var (recent, _) = Draw(generator, 10_000, 0, 0.3);
        var seeing = EstimateCheck.Of(Cbpe.Estimate(IsotonicCalibrator.Recalibrate(reference, recent), predictions), labelled);
        Assert.All(seeing, check => Assert.True(check.Inside == true && Math.Abs(check.Difference!.Value) < 0.02, $"{check}"));
    }

    [Fact]
    public void Estimate_AnyRows_IsDefinedOrSaysWhy()
    {
        double[] hostile = [0, 1, 0.5, double.NaN, double.PositiveInfinity, double.MinValue, double.Epsilon];
        var scores = Gen.OneOf(Gen.Double[0, 1], Gen.Double, Pick.From(hostile));
        var labelledRows = Gen.Select(scores, Gen.Bool, Gen.Bool).Array[0, 30];
        Gen.Select(labelledRows, Gen.Select(scores, Gen.Bool).Array[0, 30]).Sample((reference, window) =>
        {
            BinaryCounters labelled = new(), realised = new();
            foreach (var (score, predicted, actual) in reference)
                labelled.Add(score, predicted, actual);
            var predictions = new PredictionScores();
            foreach (var (score, predicted) in window)
            {
                predictions.Add(score, predicted);
                realised.Add(score, predicted, predicted);
            }

            var estimated = Cbpe.Estimate(IsotonicCalibrator.Fit(labelled), predictions);
            Defined.Check(estimated);
            Defined.Check(EstimateCheck.Of(estimated, realised));
            Defined.Check(CrossFit.Of([labelled, realised]));
            if (estimated.TruePositives is { } tp)
                Golden.Close("rows", window.Length, tp + estimated.FalsePositives + estimated.TrueNegatives + estimated.FalseNegatives);
        }, iter: 1000);
    }

    [Fact]
    public void PredictionScores_AnyGroupingAndOrder_IsTheSameToTheBit()
    {
        var rows = Gen.Select(Gen.OneOf(Gen.Double[0, 1], Pick.From(-1.0, 2.0, double.NaN)), Gen.Bool).Array[0, 40];
        Gen.Select(rows, rows).Sample((a, b) =>
        {
            PredictionScores together = Count([.. a, .. b]), merged = Count(b);
            merged.Merge(Count(a));
            Assert.Equal(together.Encode(), merged.Encode());
            Assert.Equal(together.Encode(), PredictionScores.Decode(together.Encode()).Encode());
            foreach (var (score, predicted) in b)
                Assert.True(merged.Remove(score, predicted));
            Assert.Equal(Count(a).Encode(), merged.Encode());
        }, iter: 300);
        var bytes = Count([(0.5, true), (0.25, false)]).Encode();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => PredictionScores.Decode(bytes[..length]));
        Assert.False(Count([(0.5, true)]).Remove(0.5, false));
    }

    private static PredictionScores Count((double Score, bool Predicted)[] rows)
    {
        var scores = new PredictionScores();
        foreach (var (score, predicted) in rows)
            scores.Add(score, predicted);
        return scores;
    }

    // P(y | score) = 1/2 + meaning (score - 1/2).
    private static (BinaryCounters Labelled, PredictionScores Predictions) Draw(
        SampleGenerator generator, int rows, double lean, double meaning)
    {
        BinaryCounters labelled = new();
        PredictionScores predictions = new();
        for (var i = 0; i < rows; i++)
        {
            var score = Math.Pow(generator.Uniform(), 1 - lean);
            labelled.Add(score, score >= 0.5, generator.Uniform() < 0.5 + (meaning * (score - 0.5)));
            predictions.Add(score, score >= 0.5);
        }

        return (labelled, predictions);
    }
}
