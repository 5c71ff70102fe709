using System.Collections.Immutable;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>Pure: the newest events of the fleet, and how far each scope has come, so that what comes twice is appended once.</summary>
/// <param name="Events">In the order of their ids, at most <see cref="MostEvents"/>.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlertFeed")]
internal sealed record FeedState(
    [property: Id(0)] long Last, [property: Id(1)] AlertEvent[] Events, [property: Id(2)] ImmutableDictionary<string, long> Marks)
{
    public const int MostEvents = 256;

    public static FeedState Empty { get; } = new(0, [], ImmutableDictionary<string, long>.Empty);

    /// <summary>The very same if everything was appended before.</summary>
    public FeedState Append(string scope, IEnumerable<AlertNotice> notices)
    {
        var mark = Marks.GetValueOrDefault(scope);
        var fresh = notices.Where(n => n.Sequence > mark).ToList();
        return fresh.Count == 0
            ? this
            : new(
                Last + fresh.Count,
                [.. Events.Concat(fresh.Select((n, i) => new AlertEvent(Last + i + 1, n.Change, n.At, n.Alert))).TakeLast(MostEvents)],
                Marks.SetItem(scope, fresh[^1].Sequence));
    }

    /// <param name="after">An id that was never given counts as that of the newest: the feed began anew.</param>
    public AlertFeed After(long after)
    {
        var from = Math.Min(after, Last);
        var events = Array.FindAll(Events, e => e.Id > from);
        return new(events, Last - from - events.Length, Last);
    }
}
