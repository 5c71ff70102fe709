using System.Globalization;
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
        var (cases, compared) = (Golden.Cases("binary_classification.json"), 0);
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
            Close(golden, "balanced_accuracy", expected, metrics.BalancedAccuracy);
            Close(golden, "average_precision", expected, metrics.AveragePrecision);
            Close(golden, "ece_10_equal_width", expected, metrics.CalibrationError);
            Close(golden, "kappa", expected, metrics.Kappa);
            Close(golden, "mcc", expected, metrics.Matthews);
            Check(golden, "macro", metrics.Macro);
            Check(golden, "micro", metrics.Micro);
            Check(golden, "weighted", metrics.Weighted);
            compared += expected.EnumerateObject().Sum(field => field.Value.ValueKind == JsonValueKind.Object ? 3 : 1);
        }

        output.WriteLine($"binary classification: {cases.Count} cases, {compared} values");
        Assert.Equal((13, 13 * 25), (cases.Count, compared));
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
                : golden.GetProperty("probabilities").EnumerateArray().Select(row => row.Numbers())
                    .Select(row => $"{Array.IndexOf(row, row.Max())}");
            var counters = new MulticlassCounters();
            foreach (var (y, h) in actual.Zip(predicted))
                counters.Add(h, y);
            var metrics = MulticlassCounters.Decode(counters.Encode()).Metrics();
            walked++;
            if (!expected.TryGetProperty("macro", out _))
            {
                Close(golden, "accuracy_argmax", expected, metrics.Accuracy);
                CheckProbabilities(golden, expected, actual);
                continue;
            }

            Close(golden, "accuracy", expected, metrics.Accuracy);
            Close(golden, "kappa", expected, metrics.Kappa);
            Close(golden, "mcc", expected, metrics.Matthews);
            Check(golden, "macro", metrics.Macro);
            Check(golden, "micro", metrics.Micro);
            Check(golden, "weighted", metrics.Weighted);
            string[] names = [.. expected.GetProperty("labels_sorted").EnumerateArray().Select(item => item.ToString())];
            Assert.Equal(names, counters.Classes);
            Assert.Equal(
                expected.GetProperty("confusion_rows_true").EnumerateArray().SelectMany(row => row.Numbers()),
                names.SelectMany(y => names.Select(h => (double)counters.Count(y, h))));
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
            Close(golden, "medae", expected, metrics.MedianAbsoluteError);
            Close(golden, "max_error", expected, metrics.MaxError);
            Close(golden, "explained_variance", expected, metrics.ExplainedVariance);
            Close(golden, "pearson_r", expected, metrics.Correlation);
            Assert.Equal(10, expected.EnumerateObject().Count());
        }

        output.WriteLine($"regression: {cases.Count} cases");
        Assert.Equal(9, cases.Count);
    }

    private static void CheckProbabilities(JsonElement golden, JsonElement expected, string[] actual)
    {
        var counters = new ClassScoreCounters(["0", "1", "2"]);
        foreach (var (y, row) in actual.Zip(golden.GetProperty("probabilities").EnumerateArray()))
            counters.Add(row.Numbers(), int.Parse(y, CultureInfo.InvariantCulture));
        var metrics = ClassScoreCounters.Decode(counters.Encode()).Metrics();
        Close(golden, "auc_ovr_macro", expected, metrics.AucOneVsRestMacro);
        Close(golden, "auc_ovo_macro", expected, metrics.AucOneVsOneMacro);
        Close(golden, "log_loss", expected, metrics.LogLoss);
        Close(golden, "brier_multiclass_sum", expected, metrics.Brier);
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
