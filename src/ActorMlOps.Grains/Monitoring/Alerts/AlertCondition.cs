using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>A condition that holds, or is about to: one that does not is not kept.</summary>
/// <param name="Since">When it began to hold; once it is active: when it became that.</param>
/// <param name="Active">It has held long enough to be raised; else it is pending.</param>
/// <param name="RecoveringSince">When it stopped to hold, while it is not yet recovered for long enough.</param>
/// <param name="Hold">How long it must have recovered; of what happened once: how long it stays.</param>
/// <param name="Once">It happened, and can't recover.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlertCondition")]
internal sealed record AlertCondition(
    [property: Id(0)] DateTimeOffset Since,
    [property: Id(1)] bool Active,
    [property: Id(2)] AlertSeverity Severity,
    [property: Id(3)] TimeSpan Hold,
    [property: Id(4)] DateTimeOffset? RecoveringSince = null,
    [property: Id(5)] bool Once = false)
{
    /// <summary>The condition after a signal; null: it does not hold. The very same if the signal changes nothing.</summary>
    public static AlertCondition? Next(AlertCondition? before, AlertSignal signal, DateTimeOffset now) => signal.State switch
    {
        SignalState.Firing => Fire(before, signal, now),
        SignalState.Recovered => Recover(before, now),
        SignalState.Easing when before is { Active: false } => null,
        SignalState.Easing when before is { RecoveringSince: not null } => before with { RecoveringSince = null },
        SignalState.Occurred => before ?? new(now, true, signal.Severity, signal.Hold ?? AlertSignal.DefaultStay, Once: true),
        _ => before,
    };

    private static AlertCondition Fire(AlertCondition? before, AlertSignal signal, DateTimeOffset now)
    {
        var hold = signal.Hold ?? AlertSignal.DefaultHold;
        if (before is null)
            return new(now, signal.For <= TimeSpan.Zero, signal.Severity, hold);
        var active = before.Active || now - before.Since >= signal.For;
        var next = before with
        {
            Active = active,
            Since = active && !before.Active ? now : before.Since,
            Severity = signal.Severity,
            Hold = hold,
            RecoveringSince = null,
        };
        return next == before ? before : next;
    }

    private static AlertCondition? Recover(AlertCondition? before, DateTimeOffset now)
    {
        if (before is null or { Active: false })
            return null;
        if (before.Once)
            return before;
        var since = before.RecoveringSince ?? now;
        return now - since >= before.Hold ? null : before.RecoveringSince is null ? before with { RecoveringSince = since } : before;
    }
}
