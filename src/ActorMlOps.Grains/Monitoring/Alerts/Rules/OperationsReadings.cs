using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>Requests, share of errors, latency in seconds.</summary>
internal static class OperationsReadings
{
    private const string NoRequests = "There were no requests in this window.";

    public static IEnumerable<string> Names(VersionSpec spec) => ["requests", "rows", "errors", "latencyP50", "latencyP99"];

    public static async Task<ReportReadings> ReadAsync(
        IGrainFactory grains, VersionSpec spec, WindowRange range, IReadOnlyCollection<string> metrics)
    {
        var report = await grains.GetGrain<IModelVersionGrain>(spec.Key.ToString()).Windows(range, null);
        return Of(report.Window, report.Total);
    }

    public static ReportReadings Of(WindowInfo window, OperationsSummary total)
    {
        var errors = Intervals.Wilson(total.Errors, total.Requests);
        return new(
            window,
            new Dictionary<string, Reading>
            {
                ["requests"] = new(total.Requests),
                ["rows"] = new(total.Rows),
                ["errors"] = total.Requests == 0 ? new(null, Reason: NoRequests) : new(errors.Value, errors.Low, errors.High),
                ["latencyP50"] = new(total.LatencyP50, Reason: total.LatencyP50 is null ? NoRequests : null),
                ["latencyP99"] = new(total.LatencyP99, Reason: total.LatencyP99 is null ? NoRequests : null),
            },
            null);
    }
}
