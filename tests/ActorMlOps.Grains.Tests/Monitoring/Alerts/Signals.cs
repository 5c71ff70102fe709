using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>Signals and steps as tests need them.</summary>
internal static class Signals
{
    public static readonly AlertScope Scope = new("m");
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static AlertSignal Of(
        SignalState state, string source = "a", AlertSeverity severity = AlertSeverity.Warning, string? feature = "age", TimeSpan wait = default,
        TimeSpan? hold = null, AlertKind kind = AlertKind.Drift, string? version = "1") =>
        new(kind, source, state, severity, new(Value: 0.3, Reason: state.ToString()), Start, version, feature, For: wait, Hold: hold ?? TimeSpan.Zero);

    /// <summary>With sinks that take nothing by themselves.</summary>
    public static AlertBook Book(params string[] sinks) => Outbox.Reconcile(AlertBook.Empty, sinks, out _);

    public static AlertBook Observe(this AlertBook book, DateTimeOffset now, params AlertSignal[] signals) =>
        AlertMachine.Next(Scope, book, [new AlertInput.Observed(signals)], [], now).Book;

    public static AlertBook Next(this AlertBook book, AlertInput input, DateTimeOffset now, params Silence[] silences) =>
        AlertMachine.Next(Scope, book, [input], silences, now).Book;

    public static string[] Told(this AlertBook book) => [.. book.Notices.Select(n => $"{n.Key} {n.Change.ToString().ToLowerInvariant()}")];
}
