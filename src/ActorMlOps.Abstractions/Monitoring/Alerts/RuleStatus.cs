namespace ActorMlOps.Monitoring.Alerts;

/// <summary>A rule as it was evaluated last.</summary>
/// <param name="Version">Null: a rule of the fleet.</param>
/// <param name="Rule">As text: <c>accuracy &lt; 0.8 for 10m</c>.</param>
/// <param name="State">quiet, pending (firing, not yet long enough), firing, recovering, or unknown: there was no value.</param>
/// <param name="Since">When that state of it began; null: quiet, or unknown from the start.</param>
/// <param name="Value">What was compared.</param>
/// <param name="Reason">Why there is no value.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RuleStatus")]
public sealed record RuleStatus(
    [property: Id(0)] string? Version,
    [property: Id(1)] string Rule,
    [property: Id(2)] AlertSeverity Severity,
    [property: Id(3)] string State,
    [property: Id(4)] DateTimeOffset? Since,
    [property: Id(5)] double? Value,
    [property: Id(6)] string? Reason,
    [property: Id(7)] DateTimeOffset EvaluatedAt);
