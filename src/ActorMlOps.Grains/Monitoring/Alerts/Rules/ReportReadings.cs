using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>A report as metrics by name.</summary>
/// <param name="Reason">Why those that are missing have no value.</param>
internal sealed record ReportReadings(WindowInfo Window, IReadOnlyDictionary<string, Reading> Values, string? Reason)
{
    public static ReportReadings None(string reason) => new(new(null, null, 0, null), new Dictionary<string, Reading>(), reason);

    public Reading Of(string metric) =>
        Values.TryGetValue(metric, out var reading) ? reading : new(null, Reason: Reason ?? "The report has no value of it.");
}
