using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Hosting;

/// <summary>
/// Raise an alert of the fleet when a number over all silos is beyond a threshold: what rules of versions are for their metrics.
/// </summary>
public sealed class FleetRuleOptions
{
    /// <summary>Most rules of the fleet.</summary>
    public const int Most = 64;

    /// <summary>
    /// A number of <c>fleet</c> in <c>GET /api/silos</c>: its sum over the silos, of shares the largest. <c>requests.unauthorized</c> and
    /// <c>requests.malformed</c> are of the last minute.
    /// </summary>
    public string Metric { get; set; } = "";

    /// <summary>&lt;, &lt;=, &gt; or &gt;=; default &gt;=.</summary>
    public string Op { get; set; } = ">=";

    /// <summary>Required; finite.</summary>
    public double? Threshold { get; set; }

    /// <summary>
    /// How long it must be so before the alert is raised, and not be so before it is closed. 0 to 8 d; default: at once, and a minute.
    /// </summary>
    public TimeSpan For { get; set; }

    /// <summary>Default: warning.</summary>
    public AlertSeverity Severity { get; set; } = AlertSeverity.Warning;

    /// <summary>It counts as recovered from this value on, on the good side of the threshold; default: the threshold.</summary>
    public double? Recovery { get; set; }

    /// <summary>Bursts of refused callers and of requests that can't be read.</summary>
    internal static IReadOnlyList<FleetRuleOptions> Default { get; } =
    [
        new() { Metric = FleetFold.Unauthorized, Threshold = 30 },
        new() { Metric = FleetFold.Malformed, Threshold = 300 },
    ];

    /// <summary>Of one without errors.</summary>
    internal AlertRuleConfig Rule => new(Metric, Op, Threshold!.Value, For == TimeSpan.Zero ? null : For, Severity, Recovery: Recovery);

    internal IEnumerable<string> Errors()
    {
        if (!FleetFold.Names.Contains(Metric))
            yield return $"{nameof(Metric)}: '{Metric}' is none of {string.Join(", ", FleetFold.Names)}.";
        if (Comparison.Parse(Op) is not { } comparison)
            yield return $"{nameof(Op)}: '{Op}' must be <, <=, > or >=.";
        else if (Threshold is { } threshold && Recovery is { } recovery && comparison.IsBeyond(recovery, threshold))
            yield return $"{nameof(Recovery)}: is itself beyond the threshold; give a value on the other side of it.";
        if (Threshold is not { } limit || !double.IsFinite(limit))
            yield return $"{nameof(Threshold)}: must be a finite number.";
        if (Recovery is { } end && !double.IsFinite(end))
            yield return $"{nameof(Recovery)}: must be a finite number.";
        if (For < TimeSpan.Zero || For > AlertRules.MostFor)
            yield return $"{nameof(For)}: '{For:c}' is not a duration from 00:00:00 to 8.00:00:00.";
        if (!Enum.IsDefined(Severity))
            yield return $"{nameof(Severity)}: must be info, warning or page.";
    }
}
