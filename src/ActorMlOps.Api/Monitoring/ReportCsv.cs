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
    /// feedback <c>feedback.VALUE</c>, estimates <c>estimated.METRIC</c>; <c>slice.METRIC</c> is one of the worst slices, its difference that to the
    /// other rows; the column <c>labelled</c> holds the predictions that have one.
    /// </summary>
    public static IResult Of(PerformanceReport report)
    {
        var csv = new CsvBody("from", "to", "segment", "labelled", "metric", "value", "low", "high", "baseline", "reason", "standardDeviation", "min", "max",
            "method", "difference", "differenceLow", "differenceHigh", "differencePValue", "trendPerHour", "trendPValue");
        var window = report.Window;
        Add(csv, window.From, window.To, null, report.Labelled, report.Metrics);
        Add(csv, window.From, window.To, null, report.Custom, report.Feedback);
        Add(csv, window.From, window.To, report.Estimated);
        foreach (var slice in report.WorstSlices ?? [])
        {
            csv.Add(window.From).Add(window.To).Add($"{slice.Column}={slice.Value}").Add(slice.Rows).Add($"slice.{slice.Metric}")
                .Add(slice.SliceValue).Add((double?)null).Add((double?)null).Add((double?)null).Add(slice.Reason)
                .Add((string?)null).Add((string?)null).Add((string?)null).Add("holm")
                .Add(slice.Difference).Add(slice.Low).Add(slice.High).Add(slice.AdjustedPValue).Add((double?)null).Add((double?)null).EndRow();
        }
        foreach (var (segment, performance) in report.Segments ?? [])
        {
            Add(csv, window.From, window.To, segment, performance.Labelled, performance.Metrics);
            Add(csv, window.From, window.To, segment, performance.Custom, performance.Feedback);
        }
        foreach (var point in report.Series)
        {
            Add(csv, point.From, point.To, null, point.Labelled, point.Metrics);
            Add(csv, point.From, point.To, null, point.Custom, point.Feedback);
            Add(csv, point.From, point.To, point.Estimated);
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
                .Add(metric.StandardDeviation).Add(metric.Min).Add(metric.Max);
            EndShort(csv);
        }
        foreach (var (value, share) in feedback)
        {
            csv.Add(from).Add(to).Add(segment).Add(share.N).Add($"feedback.{value}")
                .Add(share.Share).Add(share.Low).Add(share.High).Add((string?)null).Add((string?)null)
                .Add((string?)null).Add((string?)null).Add((string?)null);
            EndShort(csv);
        }
    }

    private static void Add(
        CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, string? segment, long labelled, Dictionary<string, MetricValue> metrics)
    {
        foreach (var (name, metric) in metrics)
        {
            csv.Add(from).Add(to).Add(segment).Add(labelled).Add(name)
                .Add(metric.Value).Add(metric.Low).Add(metric.High).Add(metric.Baseline).Add(metric.Reason)
                .Add((string?)null).Add((string?)null).Add((string?)null).Add(metric.Method)
                .Add(metric.DifferenceToBaseline?.Value).Add(metric.DifferenceToBaseline?.Low).Add(metric.DifferenceToBaseline?.High)
                .Add(metric.DifferenceToBaseline?.PValue).Add(metric.Trend?.SlopePerHour).Add(metric.Trend?.PValue).EndRow();
        }
    }

    private static void Add(CsvBody csv, DateTimeOffset? from, DateTimeOffset? to, PerformanceEstimate? estimate)
    {
        foreach (var (name, metric) in estimate?.Metrics ?? [])
        {
            csv.Add(from).Add(to).Add((string?)null).Add((string?)null).Add($"estimated.{name}")
                .Add(metric.Value).Add(metric.Low).Add(metric.High).Add((string?)null).Add(metric.Reason)
                .Add((string?)null).Add((string?)null).Add((string?)null).Add(estimate!.Method);
            EndShort(csv, 6);
        }
    }

    /// <summary>Columns that a row has nothing for.</summary>
    private static void EndShort(CsvBody csv, int columns = 7)
    {
        for (; columns > 0; columns--)
            csv.Add((string?)null);
        csv.EndRow();
    }
}
