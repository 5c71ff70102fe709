using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Pure: a rollout that was rolled back is an alert without anybody asking for it.</summary>
internal static class Rollbacks
{
    private const string Source = "rollout:";

    /// <param name="raised">Ids of those that were raised; null: nobody looked yet.</param>
    /// <param name="since">At the first look, older ones are history.</param>
    public static IReadOnlyList<RolloutState> ToRaise(IEnumerable<RolloutState> rollouts, IReadOnlyCollection<string>? raised, DateTimeOffset since) =>
    [
        .. rollouts.Where(r => r.Phase == RolloutPhase.RolledBack && (raised is null ? r.History[^1].At >= since : !raised.Contains(r.Id))),
    ];

    public static string[] Ids(IEnumerable<RolloutState> rollouts) => [.. rollouts.Where(r => r.Phase == RolloutPhase.RolledBack).Select(r => r.Id)];

    public static AlertSignal Signal(RolloutState rollout)
    {
        var last = rollout.History[^1];
        return new(
            AlertKind.Rollout,
            Source + rollout.Id,
            SignalState.Occurred,
            AlertSeverity.Warning,
            new(
                Reason: $"rollout {rollout.Id} of version {rollout.Candidate} was rolled back by {last.By}; version {rollout.Stable} answers again",
                Details: new Dictionary<string, string>
                {
                    ["rollout"] = rollout.Id,
                    ["candidate"] = rollout.Candidate,
                    ["stable"] = rollout.Stable,
                    ["by"] = last.By,
                }),
            last.At,
            rollout.Candidate,
            Metric: Source + rollout.Id);
    }
}
