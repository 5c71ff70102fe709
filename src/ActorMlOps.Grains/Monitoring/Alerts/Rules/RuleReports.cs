using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>
/// Where rules find their metrics: a report more is a line more in <see cref="All"/>, and its names are known to registration, evaluation
/// and the messages of both.
/// </summary>
internal static class RuleReports
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>Where two have the same name the first one counts.</summary>
    public static IReadOnlyList<RuleReport> All { get; } =
    [
        new(Short, _ => AlertKind.Resource, OperationsReadings.Names, Listed(OperationsReadings.Names), OperationsReadings.ReadAsync),
        new(Long, _ => AlertKind.Performance, PerformanceReadings.Names, Listed(PerformanceReadings.Names), PerformanceReadings.ReadAsync),
        new(Long, _ => AlertKind.Fairness, FairnessReadings.Names, Listed(FairnessReadings.Names), FairnessReadings.ReadAsync),
        new(Long, DriftReadings.KindOf, DriftReadings.Names, DriftReadings.Has, DriftReadings.ReadAsync),
    ];

    /// <summary>Null: the version has no such metric.</summary>
    public static RuleReport? Find(VersionSpec spec, string metric) => All.FirstOrDefault(r => r.Has(spec, metric));

    public static IEnumerable<string> Names(VersionSpec spec) => All.SelectMany(r => r.Names(spec)).Distinct();

    private static Func<VersionSpec, string, bool> Listed(Func<VersionSpec, IEnumerable<string>> names) =>
        (spec, metric) => names(spec).Contains(metric);
}
