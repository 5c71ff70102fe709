using System.Collections.Immutable;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Everything about the alerts of one scope, in one row: a change and the messages about it are written together or not at all.
/// </summary>
/// <param name="LastNumber">Number of the last alert.</param>
/// <param name="Conditions">Those that hold or are pending, at most <see cref="MostConditions"/>.</param>
/// <param name="Open">Open and acknowledged ones, the oldest first; never more than there are conditions.</param>
/// <param name="Closed">The oldest first, at most <see cref="MostClosed"/>.</param>
/// <param name="Notices">
/// In the order of their sequence, at most <see cref="Outbox.MostNotices"/>: those that a sink still waits for.
/// </param>
/// <param name="Rollouts">Rollouts whose roll-back was raised; null: nobody looked yet.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlertBook")]
internal sealed record AlertBook(
    [property: Id(0)] long LastNumber,
    [property: Id(1)] ImmutableDictionary<ConditionKey, AlertCondition> Conditions,
    [property: Id(2)] Alert[] Open,
    [property: Id(3)] Alert[] Closed,
    [property: Id(4)] AlertNotice[] Notices,
    [property: Id(5)] long LastNotice,
    [property: Id(6)] SinkCursor[] Cursors,
    [property: Id(7)] string[]? Rollouts)
{
    public const int MostConditions = 512;
    public const int MostClosed = 100;

    public static AlertBook Empty { get; } = new(0, ImmutableDictionary<ConditionKey, AlertCondition>.Empty, [], [], [], 0, [], null);

    public Alert? Find(string id) => Array.Find(Open, a => a.Id == id) ?? Array.Find(Closed, a => a.Id == id);
}
