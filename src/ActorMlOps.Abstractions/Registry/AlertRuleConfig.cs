using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Registry;

/// <summary>Raise an alert when a metric of the version is beyond a threshold.</summary>
/// <param name="Metric">
/// <c>accuracy</c>, <c>latencyP99</c>, <c>drift.share</c>, <c>psi:FEATURE</c>, <c>equalizedOddsDifference:SENSITIVE</c>, a metric of the
/// user's; a wrong name is refused with the list.
/// </param>
/// <param name="Op">&lt;, &lt;=, &gt; or &gt;=.</param>
/// <param name="Threshold">Finite.</param>
/// <param name="For">
/// How long it must be so before the alert is raised, and not be so before it is closed; default: at once, and a minute.
/// </param>
/// <param name="Severity">Default: warning.</param>
/// <param name="Window">What the metric is of, back from now: 10 s to 8 d; default 5 m for operations, 1 h otherwise.</param>
/// <param name="Recovery">
/// It counts as recovered from this value on, on the good side of the threshold, so that a value that swings around the threshold does not
/// open and close alerts; default: the threshold.
/// </param>
/// <param name="Rows">
/// Instead of <paramref name="Window"/>: the metric is of the newest so many rows of the version, 500 to 65,536; while it has fewer there is no value.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertRuleConfig")]
public sealed record AlertRuleConfig(
    [property: Id(0)] string Metric,
    [property: Id(1)] string Op,
    [property: Id(2)] double Threshold,
    [property: Id(3)] TimeSpan? For = null,
    [property: Id(4)] AlertSeverity Severity = AlertSeverity.Warning,
    [property: Id(5)] TimeSpan? Window = null,
    [property: Id(6)] double? Recovery = null,
    [property: Id(7)] long? Rows = null)
{
    /// <summary>Most rules of a version.</summary>
    public const int Most = 64;
}
