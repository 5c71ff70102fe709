using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance.Confidence;
using Difference = ActorMlOps.Statistics.Performance.Confidence.MetricDifference;
using Trend = ActorMlOps.Statistics.Performance.Confidence.MetricTrend;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Counters of a task as metrics by name, and as a confusion matrix. How intervals are made: <see cref="MetricTable"/>.</summary>
internal static class PerformanceMetrics
{
    public static IReadOnlyList<MetricEstimate> Table(TaskCounters counters) =>
        counters.Binary is { } binary ? MetricTable.Of(binary)
        : counters.Multiclass is { } classes ? MetricTable.Of(classes)
        : counters.Regression is { } values ? MetricTable.Of(values, counters.Parts)
        : [];

    public static Dictionary<string, MetricValue> Of(IEnumerable<MetricEstimate> table) => table.ToDictionary(m => m.Name, m => Value(m));

    /// <param name="baseline">Performance on the reference; metrics without one have no difference.</param>
    /// <param name="intervals">Whether the baseline's low and high are intervals, as they are where its counters are kept.</param>
    /// <param name="series">The same metrics by bucket; empty: there is no series.</param>
    public static Dictionary<string, MetricValue> Of(
        IEnumerable<MetricEstimate> table, IReadOnlyDictionary<string, MetricValue> baseline, bool intervals,
        IReadOnlyCollection<(double Hours, IReadOnlyList<MetricEstimate> Table)> series) =>
        table.Select((metric, i) => (metric, i)).ToDictionary(m => m.metric.Name, m =>
        {
            var from = baseline.GetValueOrDefault(m.metric.Name);
            var difference = from is null || !intervals
                ? null
                : Difference.Of(m.metric, new(m.metric.Name, from.Value, from.Low, from.High, from.Method, from.Reason));
            var trend = series.Count == 0 ? null : Trend.Of(series.Select(p => (p.Hours, p.Table[m.i])));
            return Value(m.metric) with
            {
                Baseline = from?.Value,
                DifferenceToBaseline = difference is null ? null : new(difference.Value, difference.Low, difference.High, difference.PValue),
                Trend = trend is null ? null : new(trend.Slope, trend.Low, trend.High, trend.PValue, trend.Buckets),
            };
        });

    /// <summary>The reliability curve of a binary task; empty where there is none.</summary>
    public static ReliabilityPoint[] Reliability(TaskCounters counters) => counters.Binary is { } binary
        ? [.. binary.Metrics().Reliability.Select(b => new ReliabilityPoint(
            b.From, b.To, b.Rows, b.MeanScore, b.PositiveRate?.Value, b.PositiveRate?.Low, b.PositiveRate?.High))]
        : [];

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

    private static MetricValue Value(MetricEstimate metric) => new(metric.Value, metric.Low, metric.High, metric.Reason, Method: metric.Method);
}
