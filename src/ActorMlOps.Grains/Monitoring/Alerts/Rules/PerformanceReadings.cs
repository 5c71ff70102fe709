using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>
/// Metrics of the version's task on the labelled rows, the same before any label with <c>estimated.</c> before their names, and the metrics
/// of the user's. Where a metric of the user's has the name of one of the task's, that counts.
/// </summary>
internal static class PerformanceReadings
{
    private const string Estimated = "estimated.";

    public static IEnumerable<string> Names(VersionSpec spec) =>
    [
        .. PerformanceMetrics.Table(new(spec.Output)).Select(m => m.Name),
        .. spec.Output is { Task: TaskKind.Binary, Scores: >= 0, PositiveIndex: >= 0 } ? ScoreEstimates.Names.Select(n => Estimated + n) : [],
        .. spec.CustomMetrics.Select(m => m.Name),
    ];

    public static async Task<ReportReadings> ReadAsync(
        IGrainFactory grains, VersionSpec spec, WindowRange range, IReadOnlyCollection<string> metrics) =>
        Of(await grains.GetGrain<IModelVersionGrain>(spec.Key.ToString()).Performance(range, null, null));

    public static ReportReadings Of(PerformanceReport report)
    {
        var values = new Dictionary<string, Reading>();
        foreach (var (name, metric) in report.Metrics)
            values[name] = new(metric.Value, metric.Low, metric.High, (metric.Value is null ? report.Reason : null) ?? metric.Reason);
        foreach (var (name, metric) in report.Estimated.Metrics)
            values[Estimated + name] = new(metric.Value, metric.Low, metric.High, metric.Reason ?? report.Estimated.Reason);
        foreach (var (name, metric) in report.Custom)
            values.TryAdd(name, new(metric.Value, metric.Low, metric.High, metric.Reason));
        return new(report.Window, values, report.Reason ?? report.Estimated.Reason);
    }
}
