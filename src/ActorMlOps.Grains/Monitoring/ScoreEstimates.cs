using ActorMlOps.Monitoring;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Estimation;
using MetricValue = ActorMlOps.Monitoring.MetricValue;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>From a window's scores to what its performance should be, see <see cref="Cbpe"/> and <see cref="Recalibration"/>.</summary>
internal static class ScoreEstimates
{
    public const string Method = "cbpe";

    /// <summary>The metrics that are estimated.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auc", "accuracy", "precision", "recall", "f1"];

    public static PerformanceEstimate None(string reason) => new(Method, [], 0, null, reason);

    /// <param name="reference">Labelled rows of the reference; null: it has none.</param>
    /// <param name="recent">Labelled rows before the window.</param>
    public static PerformanceEstimates Build(
        ReferenceProfile profile, IReadOnlyList<WindowCell<byte[]>> cells, int? bucketSeconds, BinaryCounters? reference, BinaryCounters recent)
    {
        var basis = Recalibration.Of(reference, recent);
        var window = new WindowCounters(profile);
        var series = new Dictionary<long, PerformanceEstimate>();
        if (bucketSeconds is { } seconds)
        {
            var bucket = new WindowCounters(profile);
            foreach (var group in cells.GroupBy(c => WindowGrid.HopOf(c.Hop, seconds)))
            {
                bucket.Clear();
                foreach (var cell in group)
                    WindowCounters.MergeEncoded(profile, PaneValue.Section(cell.Value, PaneSection.Counters), bucket);
                series[group.Key] = Of(bucket, basis);
                window.Merge(bucket);
            }
        }
        else
        {
            foreach (var cell in cells)
                WindowCounters.MergeEncoded(profile, PaneValue.Section(cell.Value, PaneSection.Counters), window);
        }
        var from = basis.ReferenceRows == 0 ? "labels" : basis.RecentRows == 0 ? "reference" : "referenceAndLabels";
        var estimate = Of(window, basis);
        return new(
            basis.Calibrator is null || estimate.Reason is not null
                ? estimate
                : estimate with { CalibratedOn = new(basis.ReferenceRows + basis.RecentRows, from, basis.ReferenceRows, basis.RecentRows) },
            series);
    }

    private static PerformanceEstimate Of(WindowCounters window, Recalibration basis)
    {
        if (PredictionColumns.Scores(window) is not { } scores)
            return None("The reference has no scores by answer: it could not be scored, or was registered before they were kept.");
        var estimated = scores.Rows == 0 ? Cbpe.None(0, MetricReasons.NoRows)
            : basis.Calibrator is { } calibrator ? Cbpe.Estimate(calibrator, scores)
            : Cbpe.None(scores.Rows, Uncalibrated(basis));
        return new(
            Method,
            new Dictionary<string, MetricValue>
            {
                ["auc"] = Value(estimated.Auc),
                ["accuracy"] = Value(estimated.Accuracy),
                ["precision"] = Value(estimated.Precision),
                ["recall"] = Value(estimated.Recall),
                ["f1"] = Value(estimated.F1),
            },
            scores.Rows,
            Reason: scores.Rows == 0 ? "There are no predictions in this window."
                : basis.Calibrator is null
                    ? $"There is nothing to calibrate scores on: give the reference a label column, or label {Recalibration.LeastAlone} predictions of both classes."
                    : null);
    }

    private static string Uncalibrated(Recalibration basis) => basis.Reason == MetricReasons.NoRows ? "noLabels" : basis.Reason!;

    private static MetricValue Value(ConfidenceInterval interval) => new(interval.Value, interval.Low, interval.High, interval.Reason);
}
