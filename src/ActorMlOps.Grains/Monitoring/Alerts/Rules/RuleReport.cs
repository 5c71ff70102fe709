using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring.Alerts.Rules;

/// <summary>A report that has metrics for rules.</summary>
/// <param name="Window">Default window of its metrics.</param>
/// <param name="KindOf">Kind of the alert by the metric's name.</param>
/// <param name="Names">Every metric that it has for a version, for people.</param>
/// <param name="Has">Whether one is among them, without naming them all: a wide model has many.</param>
/// <param name="ReadAsync">The report of a window, with at least the metrics that are named.</param>
internal sealed record RuleReport(
    TimeSpan Window,
    Func<string, AlertKind> KindOf,
    Func<VersionSpec, IEnumerable<string>> Names,
    Func<VersionSpec, string, bool> Has,
    Func<IGrainFactory, VersionSpec, WindowRange, IReadOnlyCollection<string>, Task<ReportReadings>> ReadAsync);
