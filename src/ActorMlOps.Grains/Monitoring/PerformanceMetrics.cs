using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using Measured = ActorMlOps.Statistics.Performance.MetricValue;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Counters of a task as metrics by name, and as a confusion matrix.</summary>
internal static class PerformanceMetrics
{
    public static Dictionary<string, MetricValue> Of(TaskCounters counters, IReadOnlyDictionary<string, MetricValue> baseline)
    {
        var metrics = new Dictionary<string, MetricValue>();
        if (counters.Binary is { } binary)
        {
            var m = binary.Metrics();
            Add("accuracy", m.Accuracy);
            Add("precision", m.Precision);
            Add("recall", m.Recall);
            Add("f1", m.F1);
            Add("auc", m.Auc);
            Add("averagePrecision", m.AveragePrecision);
            Add("logLoss", m.LogLoss);
            Add("brier", m.Brier);
            Add("calibrationError", m.CalibrationError);
            Add("balancedAccuracy", m.BalancedAccuracy);
            Add("kappa", m.Kappa);
            Add("matthews", m.Matthews);
        }
        else if (counters.Multiclass is { } classes)
        {
            var m = classes.Metrics();
            Add("accuracy", m.Accuracy);
            Add("precisionMacro", m.Macro.Precision);
            Add("recallMacro", m.Macro.Recall);
            Add("f1Macro", m.Macro.F1);
            Add("precisionWeighted", m.Weighted.Precision);
            Add("recallWeighted", m.Weighted.Recall);
            Add("f1Weighted", m.Weighted.F1);
            Add("balancedAccuracy", m.BalancedAccuracy);
            Add("kappa", m.Kappa);
            Add("matthews", m.Matthews);
        }
        else if (counters.Regression is { } values)
        {
            var m = values.Metrics();
            Add("mae", m.Mae);
            Add("rmse", m.Rmse);
            Add("r2", m.R2);
            Add("mape", m.Mape);
            Add("meanError", m.MeanError);
            Add("medianAbsoluteError", m.MedianAbsoluteError);
            Add("maxError", m.MaxError);
            Add("explainedVariance", m.ExplainedVariance);
        }
        return metrics;

        void Add(string name, Measured value) => metrics[name] =
            new(value.Value, value.Low, value.High, value.Reason, baseline.GetValueOrDefault(name)?.Value);
    }

    /// <summary>Rows: actual, columns: predicted, in the order of the version's classes; null for regression.</summary>
    public static long[][]? Confusion(TaskCounters counters, OutputSpec output)
    {
        if (counters.Binary is { } b)
        {
            var matrix = new long[2][] { new long[2], new long[2] };
            var (p, n) = (output.PositiveIndex, 1 - output.PositiveIndex);
            (matrix[p][p], matrix[p][n], matrix[n][p], matrix[n][n]) = (b.TruePositives, b.FalseNegatives, b.FalsePositives, b.TrueNegatives);
            return matrix;
        }
        return counters.Multiclass is { } m
            ? [.. output.Classes.Select(actual => output.Classes.Select(predicted => m.Count(actual, predicted)).ToArray())]
            : null;
    }
}
