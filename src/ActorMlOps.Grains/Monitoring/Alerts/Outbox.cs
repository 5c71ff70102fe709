using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Pure: the messages of a scope, as one list in order and a cursor a sink. What a sink has taken it is not sent again, save after a crash
/// in between; then with the same key.
/// </summary>
/// <remarks>
/// Invariants: a sink's cursor only grows; notices at or below the least cursor are not kept. Beyond <see cref="MostNotices"/> the notices
/// between the opening and the last one of an alert go first, then the opening of what is closed (the closing tells all of it), then whole
/// closed alerts, the oldest first, and what a sink that keeps up still waits for only after all else; what a sink misses by that is counted in
/// its cursor. Openings of open alerts never go: there are no more of them than <see cref="AlertBook.MostConditions"/>.
/// </remarks>
internal static class Outbox
{
    public const int MostNotices = 1024;

    /// <summary>A message that a receiver refuses for so long is set aside, so that those behind it get through.</summary>
    public static readonly TimeSpan SetAsideAfter = TimeSpan.FromHours(24);

    /// <summary>A receiver that asks for more patience is tried earlier all the same.</summary>
    private static readonly TimeSpan MostPatience = TimeSpan.FromHours(1);

    public static AlertBook Add(AlertBook book, IReadOnlyList<AlertNotice> notices)
    {
        if (notices.Count == 0)
            return book;
        AlertNotice[] all = [.. book.Notices, .. notices];
        var kept = all.Length <= MostNotices ? all : Coalesce(all, book.Cursors.Select(c => c.Sent).DefaultIfEmpty().Max(), MostNotices);
        if (kept.Length < all.Length)
        {
            var gone = all.Select(n => n.Sequence).Except(kept.Select(n => n.Sequence)).ToArray();
            book = book with { Cursors = [.. book.Cursors.Select(c => c with { Dropped = c.Dropped + gone.Count(s => s > c.Sent) })] };
        }
        return Trim(book with { Notices = kept });
    }

    /// <summary>Gives new sinks a cursor at the end and takes those of sinks away that are no more.</summary>
    /// <param name="abandoned">Messages that such a sink never got.</param>
    public static AlertBook Reconcile(AlertBook book, IReadOnlyCollection<string> sinks, out IReadOnlyList<(string Sink, int Messages)> abandoned)
    {
        abandoned = [.. book.Cursors.Where(c => !sinks.Contains(c.Sink)).Select(c => (c.Sink, Waiting(book, c).Count())).Where(a => a.Item2 > 0)];
        var added = sinks.Where(s => !Array.Exists(book.Cursors, c => c.Sink == s)).Select(s => new SinkCursor(s, book.LastNotice));
        return Trim(book with { Cursors = [.. book.Cursors.Where(c => sinks.Contains(c.Sink)), .. added] });
    }

    public static SinkCursor? CursorOf(AlertBook book, string sink) => Array.Find(book.Cursors, c => c.Sink == sink);

    /// <summary>What a sink has not taken yet, in order.</summary>
    public static IEnumerable<AlertNotice> Waiting(AlertBook book, SinkCursor cursor) => book.Notices.Where(n => n.Sequence > cursor.Sent);

    /// <summary>When the sink is to be tried; null: nothing waits.</summary>
    public static DateTimeOffset? DueAt(AlertBook book, string sink) =>
        CursorOf(book, sink) is { } cursor && book.Notices.Length > 0 && book.Notices[^1].Sequence > cursor.Sent
            ? cursor.NotBefore ?? DateTimeOffset.MinValue
            : null;

    /// <summary>The sink has taken everything up to a sequence.</summary>
    public static AlertBook Delivered(AlertBook book, string sink, long upTo) => Move(book, sink, c => c.Sent >= upTo
        ? c
        : c with { Sent = upTo, Attempts = 0, NotBefore = null, FailingSince = null, RefusedSince = null, Error = null });

    /// <summary>The next notice could not be delivered.</summary>
    /// <param name="random">In [0, 1), for the jitter.</param>
    public static AlertBook Failed(AlertBook book, string sink, SinkOutcome outcome, Backoff backoff, double random, DateTimeOffset now)
    {
        if (CursorOf(book, sink) is not { } cursor || Waiting(book, cursor).FirstOrDefault() is not { } next)
            return book;
        var refusedSince = outcome.Refused ? cursor.RefusedSince ?? now : (DateTimeOffset?)null;
        if (now - refusedSince >= SetAsideAfter)
            return Delivered(Move(book, sink, c => c with { Dropped = c.Dropped + 1 }), sink, next.Sequence);
        var wait = backoff.After(cursor.Attempts + 1, random);
        if (outcome.RetryAfter > wait)
            wait = outcome.RetryAfter.Value < MostPatience ? outcome.RetryAfter.Value : MostPatience;
        return Move(book, sink, c => c with
        {
            Attempts = c.Attempts + 1,
            NotBefore = now + wait,
            FailingSince = c.FailingSince ?? now,
            RefusedSince = refusedSince,
            Error = outcome.Error,
        });
    }

    public static SinkProgress[] Progress(AlertBook book) => [.. book.Cursors.Select(c =>
    {
        var waiting = Waiting(book, c).ToList();
        return new SinkProgress(c.Sink, waiting.Count, waiting.FirstOrDefault()?.At, c.Attempts, c.NotBefore, c.Error, c.Dropped);
    })];

    private static AlertBook Move(AlertBook book, string sink, Func<SinkCursor, SinkCursor> next) =>
        Trim(book with { Cursors = [.. book.Cursors.Select(c => c.Sink == sink ? next(c) : c)] });

    private static AlertBook Trim(AlertBook book)
    {
        var done = book.Cursors.Length == 0 ? book.LastNotice : book.Cursors.Min(c => c.Sent);
        return book.Notices.Length > 0 && book.Notices[0].Sequence <= done
            ? book with { Notices = [.. book.Notices.Where(n => n.Sequence > done)] }
            : book;
    }

    /// <param name="taken">Up to where the sink is that has come farthest: what it waits for goes last of all.</param>
    private static AlertNotice[] Coalesce(AlertNotice[] notices, long taken, int most)
    {
        var kept = notices.ToList();
        var last = notices.GroupBy(n => n.Alert.Id).ToDictionary(g => g.Key, g => g.Last());
        bool IsLast(AlertNotice n) => last[n.Alert.Id].Sequence == n.Sequence;
        bool IsOver(AlertNotice n) => last[n.Alert.Id].Change == AlertChange.Closed;
        foreach (var upTo in new[] { taken, long.MaxValue })
        {
            RemoveOldest(n => n.Sequence <= upTo && !IsLast(n) && n.Change != AlertChange.Opened);
            RemoveOldest(n => n.Sequence <= upTo && !IsLast(n) && IsOver(n));
            RemoveOldest(n => n.Sequence <= upTo && IsOver(n));
        }
        return [.. kept];

        void RemoveOldest(Predicate<AlertNotice> which)
        {
            var excess = kept.Count - most;
            kept.RemoveAll(n => excess > 0 && which(n) && excess-- > 0);
        }
    }
}
