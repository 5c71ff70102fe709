using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Reports as tables.</summary>
internal static class ReportCsv
{
    /// <summary>A row per column and test.</summary>
    public static IResult Of(DriftView report)
    {
        var csv = new CsvBody(
            "part", "name", "kind", "rows", "missing", "mean", "referenceMean", "columnDrifted",
            "method", "value", "low", "high", "pValue", "adjustedPValue", "threshold", "thresholdOf", "drifted", "reason");
        foreach (var (part, columns) in new[] { ("feature", report.Features), ("prediction", report.Prediction) })
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
    /// feedback <c>feedback.VALUE</c>; the column <c>labelled</c> holds the predictions that have one.
    /// </summary>
    public static IResult Of(PerformanceReport report)
    {
        var csv = new CsvBody("from", "to", "segment", "labelled", "metric", "value", "low", "high", "baseline", "reason", "standardDeviation", "min", "max");
        var window = report.Window;
        Add(csv, window.From, window.To, null, report.Labelled, report.Metrics);
        Add(csv, window.From, window.To, null, report.Custom, report.Feedback);
        foreach (var (segment, performance) in report.Segments ?? [])
        {
            Add(csv, window.From, window.To, segment, performance.Labelled, performance.Metrics);
            Add(csv, window.From, window.To, segment, performance.Custom, performance.Feedback);
        }
        foreach (var point in report.Series)
        {
            Add(csv, point.From, point.To, null, point.Labelled, point.Metrics);
            Add(csv, point.From, point.To, null, point.Custom, point.Feedback);
        }
        return csv.ToResult();
    }

    private static void Add(
        CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, string? segment,
        Dictionary<string, CustomMetric> custom, Dictionary<string, FeedbackShare> feedback)
    {
        foreach (var (name, metric) in custom)
        {
            csv.Add(from).Add(to).Add(segment).Add(metric.N).Add($"custom.{name}")
                .Add(metric.Value).Add(metric.Low).Add(metric.High).Add((string?)null).Add(metric.Reason)
                .Add(metric.StandardDeviation).Add(metric.Min).Add(metric.Max).EndRow();
        }
        foreach (var (value, share) in feedback)
        {
            csv.Add(from).Add(to).Add(segment).Add(share.N).Add($"feedback.{value}")
                .Add(share.Share).Add(share.Low).Add(share.High).Add((string?)null).Add((string?)null)
                .Add((string?)null).Add((string?)null).Add((string?)null).EndRow();
        }
    }

    private static void Add(
        CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, string? segment, long labelled, Dictionary<string, MetricValue> metrics)
    {
        foreach (var (name, metric) in metrics)
        {
            csv.Add(from).Add(to).Add(segment).Add(labelled).Add(name)
                .Add(metric.Value).Add(metric.Low).Add(metric.High).Add(metric.Baseline).Add(metric.Reason)
                .Add((string?)null).Add((string?)null).Add((string?)null).EndRow();
        }
    }
}
