using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <param name="Alerts">The newest first.</param>
/// <param name="Unreachable">Models whose alerts could not be read; null: none.</param>
/// <param name="Sinks">How far the messages of these models' alerts have come.</param>
internal sealed record AlertListView(Alert[] Alerts, SinkView[] Sinks, string[]? Unreachable);

/// <param name="Sink">Name of the sink.</param>
/// <param name="Undelivered">Messages that wait.</param>
/// <param name="OldestAt">When the oldest of them was written; null: none waits.</param>
/// <param name="Dropped">Messages that it never got: too many waited, or it refused one for a day.</param>
/// <param name="Error">Of the last attempt, if it failed.</param>
internal sealed record SinkView(string Sink, long Undelivered, DateTimeOffset? OldestAt, long Dropped, string? Error)
{
    public static SinkView Of(IGrouping<string, SinkProgress> sink) => new(
        sink.Key,
        sink.Sum(s => (long)s.Undelivered),
        sink.Min(s => s.OldestAt),
        sink.Sum(s => s.Dropped),
        sink.FirstOrDefault(s => s.Error is not null)?.Error);
}

internal sealed record RuleListView(RuleView[] Rules);

/// <param name="Model">Null: a rule of the fleet; it has no version either.</param>
/// <param name="Rule">As text.</param>
/// <param name="State">quiet, pending, firing, recovering or unknown.</param>
internal sealed record RuleView(
    string? Model, string? Version, string Rule, AlertSeverity Severity, string State, DateTimeOffset? Since, double? Value, string? Reason,
    DateTimeOffset EvaluatedAt)
{
    public static RuleView Of(string? model, RuleStatus rule) => new(
        model, rule.Version, rule.Rule, rule.Severity, rule.State, rule.Since, rule.Value, rule.Reason, rule.EvaluatedAt);
}

internal sealed record SilenceListView(Silence[] Silences);

/// <param name="Results">By sink.</param>
internal sealed record SinkTestView(SinkTest[] Results);

/// <param name="Change">opened, escalated, acknowledged or closed.</param>
internal sealed record AlertEventView(AlertChange Change, DateTimeOffset At, Alert Alert);
