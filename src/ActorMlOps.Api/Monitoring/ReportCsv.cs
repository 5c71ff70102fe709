using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Reports as tables.</summary>
internal static class ReportCsv
{
    /// <summary>A row per column and test, then one per test of whole rows.</summary>
    public static IResult Of(DriftView report)
    {
        var csv = new CsvBody(
            "part", "name", "kind", "rows", "missing", "mean", "referenceMean", "columnDrifted",
            "method", "value", "low", "high", "pValue", "adjustedPValue", "threshold", "thresholdOf", "drifted", "reason");
        ColumnDriftReport[] label = report.Label is { } labels ? [labels] : [];
        foreach (var (part, columns) in new[] { ("feature", report.Features), ("prediction", report.Prediction), ("label", label) })
        {
            foreach (var column in columns)
            {
                foreach (var test in column.Tests)
                {
                    csv.Add(part).Add(column.Name).Add(column.Kind == FeatureKind.Numeric ? "numeric" : "categorical")
                        .Add(column.Rows).Add(column.Missing).Add(column.Mean).Add(column.ReferenceMean).Add(column.Drifted)
                        .Add(test.Method).Add(test.Value).Add(test.Low).Add(test.High).Add(test.PValue).Add(test.AdjustedPValue)
                        .Add(test.Threshold).Add(test.ThresholdOf).Add(test.Drifted).Add(test.Reason).EndRow();
                }
            }
        }
        foreach (var test in report.Multivariate)
        {
            csv.Add("multivariate").Add("").Add("rows").Add(test.Rows).Add((long?)null).Add((double?)null).Add((double?)null).Add(test.Drifted)
                .Add(test.Method).Add(test.Value).Add(test.Low).Add(test.High).Add((double?)null).Add((double?)null)
                .Add(test.Threshold).Add(test.ThresholdOf).Add(test.Drifted).Add(test.Reason).EndRow();
        }
        return csv.ToResult();
    }

    /// <summary>A row per bucket; the whole window as one row if no buckets were asked for.</summary>
    public static IResult Of(WindowsReport report, bool series)
    {
        var csv = new CsvBody(
            "from", "to", "rows", "shadowRows", "requests", "errors", "latencyP50", "latencyP99",
            "shadowPairs", "shadowDisagreements", "shadowDropped");
        foreach (var point in series ? report.Series : [report.Total])
        {
            csv.Add(point.From).Add(point.To).Add(point.Rows).Add(point.ShadowRows).Add(point.Requests).Add(point.Errors)
                .Add(point.LatencyP50).Add(point.LatencyP99)
                .Add(point.Shadow?.Pairs).Add(point.Shadow?.Disagreements).Add(point.Shadow?.Dropped).EndRow();
        }
        return csv.ToResult();
    }

    /// <summary>
    /// A row per metric: of the window, of each segment value, of each bucket. The user's metrics are called <c>custom.NAME</c>, the shares of
    /// feedback <c>feedback.VALUE</c>, estimates <c>estimated.METRIC</c>; <c>slice.METRIC</c> is one of the worst slices, its difference that to the
    /// other rows; the column <c>labelled</c> holds the predictions that have one.
    /// </summary>
    public static IResult Of(PerformanceReport report)
    {
        var csv = new CsvBody("from", "to", "segment", "labelled", "metric", "value", "low", "high", "baseline", "reason", "standardDeviation", "min", "max",
            "method", "difference", "differenceLow", "differenceHigh", "differencePValue", "trendPerHour", "trendPValue");
        var window = report.Window;
        Add(csv, window.From, window.To, null, report.Labelled, report.Metrics, report.Custom, report.Feedback, report.Estimated);
        foreach (var slice in report.WorstSlices ?? [])
        {
            Row(csv, window.From, window.To, $"{slice.Column}={slice.Value}", slice.Rows, $"slice.{slice.Metric}", slice.SliceValue, reason: slice.Reason,
                method: "holm", difference: new(slice.Difference, slice.Low, slice.High, slice.AdjustedPValue));
        }
        foreach (var (segment, performance) in report.Segments ?? [])
            Add(csv, window.From, window.To, segment, performance.Labelled, performance.Metrics, performance.Custom, performance.Feedback, null);
        foreach (var point in report.Series)
            Add(csv, point.From, point.To, null, point.Labelled, point.Metrics, point.Custom, point.Feedback, point.Estimated);
        return csv.ToResult();
    }

    private static void Add(
        CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, string? segment, long labelled, Dictionary<string, MetricValue> metrics,
        Dictionary<string, CustomMetric> custom, Dictionary<string, FeedbackShare> feedback, PerformanceEstimate? estimate)
    {
        foreach (var (name, metric) in metrics)
        {
            Row(csv, from, to, segment, labelled, name, metric.Value, metric.Low, metric.High, metric.Baseline, metric.Reason,
                method: metric.Method, difference: metric.DifferenceToBaseline, trend: metric.Trend);
        }
        foreach (var (name, metric) in custom)
        {
            Row(csv, from, to, segment, metric.N, $"custom.{name}", metric.Value, metric.Low, metric.High, null, metric.Reason,
                metric.StandardDeviation, metric.Min, metric.Max);
        }
        foreach (var (value, share) in feedback)
            Row(csv, from, to, segment, share.N, $"feedback.{value}", share.Share, share.Low, share.High);
        foreach (var (name, metric) in estimate?.Metrics ?? [])
            Row(csv, from, to, segment, null, $"estimated.{name}", metric.Value, metric.Low, metric.High, null, metric.Reason, method: estimate!.Method);
    }

    private static void Row(
        CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, string? segment, long? rows, string metric,
        double? value, double? low = null, double? high = null, double? baseline = null, string? reason = null,
        double? deviation = null, double? min = null, double? max = null,
        string? method = null, MetricDifference? difference = null, MetricTrend? trend = null) =>
        csv.Add(from).Add(to).Add(segment).Add(rows).Add(metric).Add(value).Add(low).Add(high).Add(baseline).Add(reason)
            .Add(deviation).Add(min).Add(max).Add(method)
            .Add(difference?.Value).Add(difference?.Low).Add(difference?.High).Add(difference?.PValue)
            .Add(trend?.SlopePerHour).Add(trend?.PValue).EndRow();
}
