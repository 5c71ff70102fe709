using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Pure: what becomes of a scope's alerts. Each change of an alert that is told is told once, in the order of the changes: opened, then any
/// number of escalated and acknowledged, then closed.
/// </summary>
internal static class AlertMachine
{
    /// <param name="silences">Those that the fleet has.</param>
    public static AlertStep Next(
        AlertScope scope, AlertBook book, IReadOnlyList<AlertInput> inputs, IReadOnlyList<Silence> silences, DateTimeOffset now)
    {
        var draft = new AlertDraft(scope, book, silences, now);
        foreach (var input in inputs)
        {
            switch (input)
            {
                case AlertInput.Observed observed:
                    foreach (var signal in observed.Signals)
                        draft.Observe(signal);
                    break;
                case AlertInput.Acknowledged acknowledged:
                    draft.Acknowledge(acknowledged.Id, acknowledged.By, acknowledged.Note);
                    break;
                case AlertInput.Kept kept:
                    draft.Keep(kept.Rules);
                    break;
                case AlertInput.KeptFleet kept:
                    draft.KeepFleet(kept.Rules);
                    break;
                case AlertInput.RolledBack rolledBack:
                    draft.Remember(rolledBack.Rollouts);
                    break;
            }
        }
        draft.Settle();
        return draft.Finish();
    }
}
