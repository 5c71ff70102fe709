using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary><c>METRIC:COLUMN</c>, such as <c>equalizedOddsDifference:sex</c>: a figure of the fairness report for a sensitive column.</summary>
internal static class FairnessReadings
{
    public static IEnumerable<string> Names(VersionSpec spec) =>
        FairnessReports.WhyNone(spec) is null ? spec.Sensitive!.SelectMany(c => FairnessReports.Metrics.Select(m => $"{m}:{c}")) : [];

    public static async Task<ReportReadings> ReadAsync(
        IGrainFactory grains, VersionSpec spec, WindowRange range, IReadOnlyCollection<string> metrics) =>
        Of(await grains.GetGrain<IModelVersionGrain>(spec.Key.ToString()).Fairness(range));

    public static ReportReadings Of(FairnessReport report)
    {
        var values = new Dictionary<string, Reading>();
        foreach (var attribute in report.Attributes)
        {
            foreach (var (name, metric) in attribute.Metrics)
                values[$"{name}:{attribute.Attribute}"] = new(metric.Value, metric.Low, metric.High, metric.Reason ?? attribute.Reason);
        }
        return new(report.Window, values, report.Reason);
    }
}
