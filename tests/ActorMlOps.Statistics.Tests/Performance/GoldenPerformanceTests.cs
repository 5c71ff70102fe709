using System.Text.Json;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class GoldenPerformanceTests(ITestOutputHelper output)
{
    [Fact]
    public void BinaryCounters_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("binary_classification.json");
        foreach (var golden in cases)
        {
            var threshold = golden.Number("threshold");
            var counters = new BinaryCounters();
            foreach (var (y, p) in golden.GetProperty("y_true").Numbers().Zip(golden.GetProperty("p_positive").Numbers()))
                counters.Add(p, p >= threshold, y == 1);
            var expected = golden.GetProperty("expected");
            var metrics = BinaryCounters.Decode(counters.Encode()).Metrics();
            Assert.Equal(
                (expected.Number("tp"), expected.Number("fp"), expected.Number("tn"), expected.Number("fn")),
                (counters.TruePositives, counters.FalsePositives, counters.TrueNegatives, counters.FalseNegatives));
            Close(golden, "accuracy", expected, metrics.Accuracy);
            Close(golden, "auc_roc", expected, metrics.Auc);
            Close(golden, "log_loss_clip_1e-15", expected, metrics.LogLoss);
            Close(golden, "brier", expected, metrics.Brier);
            Close(golden, "precision", expected.GetProperty("binary"), metrics.Precision);
            Close(golden, "recall", expected.GetProperty("binary"), metrics.Recall);
            Close(golden, "f1", expected.GetProperty("binary"), metrics.F1);
        }

        output.WriteLine($"binary classification: {cases.Count} cases");
        Assert.Equal(13, cases.Count);
    }

    [Fact]
    public void MulticlassCounters_EveryGoldenCaseWithLabels_Matches()
    {
        var walked = 0;
        foreach (var golden in Golden.Cases("multiclass.json"))
        {
            var expected = golden.GetProperty("expected");
            var actual = golden.GetProperty("y_true").EnumerateArray().Select(item => item.ToString()).ToArray();
            // The case with probabilities predicts their largest.
            var predicted = golden.TryGetProperty("y_pred", out var labels)
                ? labels.EnumerateArray().Select(item => item.ToString())
                : golden.GetProperty("probabilities").EnumerateArray().Select(row => row.Numbers()).Select(row => $"{Array.IndexOf(row, row.Max())}");
            var counters = new MulticlassCounters();
            foreach (var (y, h) in actual.Zip(predicted))
                counters.Add(h, y);
            var metrics = MulticlassCounters.Decode(counters.Encode()).Metrics();
            walked++;
            if (!expected.TryGetProperty("macro", out _))
            {
                Close(golden, "accuracy_argmax", expected, metrics.Accuracy);
                continue;
            }

            Close(golden, "accuracy", expected, metrics.Accuracy);
            Check(golden, "macro", metrics.Macro);
            Check(golden, "micro", metrics.Micro);
            Check(golden, "weighted", metrics.Weighted);
        }

        output.WriteLine($"multiclass: {walked} cases");
        Assert.Equal(4, walked);
    }

    [Fact]
    public void RegressionCounters_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("regression.json");
        foreach (var golden in cases)
        {
            var counters = new RegressionCounters();
            foreach (var (y, h) in golden.GetProperty("y_true").Numbers().Zip(golden.GetProperty("y_pred").Numbers()))
                counters.Add(h, y);
            var expected = golden.GetProperty("expected");
            var metrics = RegressionCounters.Decode(counters.Encode()).Metrics();
            Close(golden, "r2", expected, metrics.R2);
            Close(golden, "mae", expected, metrics.Mae);
            Close(golden, "mse", expected, metrics.Mse);
            Close(golden, "rmse", expected, metrics.Rmse);
            Close(golden, "mape_fraction", expected, metrics.Mape);
            Close(golden, "mean_error", expected, metrics.MeanError);
        }

        output.WriteLine($"regression: {cases.Count} cases");
        Assert.Equal(9, cases.Count);
    }

    private static void Check(JsonElement golden, string average, ClassAverages got)
    {
        var expected = golden.GetProperty("expected").GetProperty(average);
        Close(golden, "precision", expected, got.Precision);
        Close(golden, "recall", expected, got.Recall);
        Close(golden, "f1", expected, got.F1);
    }

    private static void Close(JsonElement golden, string name, JsonElement expected, MetricValue got)
    {
        Golden.Close($"{golden.Name()} {name}", expected.Number(name), got.Value);
        Assert.True(got.Value is not null || got.Reason is not null, $"{golden.Name()} {name}: undefined without a reason");
        Assert.Equal((got.Value, got.Value), (got.Low, got.High));
    }
}
