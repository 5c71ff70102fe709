using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <summary>
/// Tells one sink what waits for it, message after message, while the grain goes on: what a sink takes its time for holds up nobody else.
/// Runs on the grain's scheduler.
/// </summary>
/// <param name="book">The stored state.</param>
/// <param name="applyAsync">Stores the next state.</param>
internal sealed partial class SinkPump(
    ISink sink, AlertScope scope, Func<AlertBook> book, Func<Func<AlertBook, AlertBook>, Task> applyAsync, Backoff backoff,
    AlertInstruments instruments, TimeProvider clock, ILogger logger)
{
    /// <summary>Messages between two writes of how far the sink has come; a crash repeats at most these.</summary>
    private const int MostUnstored = 16;

    private DateTimeOffset? _repeatedAt;

    public string Name => sink.Name;

    /// <summary>How long until there is something to do; null: nothing.</summary>
    public TimeSpan? Wait()
    {
        var now = clock.GetUtcNow();
        var due = Outbox.DueAt(book(), sink.Name);
        if (due is null && sink is IRepeatingSink repeating && Told().Count > 0)
            due = _repeatedAt is { } last ? last + repeating.Every : now;
        return due is not { } at ? null : at > now ? at - now : TimeSpan.Zero;
    }

    /// <summary>Sends what is due; how far it came, or why it came no farther, is stored.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Outbox.DueAt(book(), sink.Name) is { } due)
        {
            if (due <= clock.GetUtcNow())
                await DrainAsync(cancellationToken);
        }
        else if (sink is IRepeatingSink repeating && Told() is { Count: > 0 } open && !(_repeatedAt + repeating.Every > clock.GetUtcNow()))
        {
            // Whatever becomes of it: it is sent again anyway.
            _repeatedAt = clock.GetUtcNow();
            var outcome = await Task.Run(() => repeating.RepeatAsync(open, cancellationToken), cancellationToken);
            if (!outcome.Delivered)
                Count(outcome);
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (Outbox.CursorOf(book(), sink.Name) is not { } cursor)
            return;
        var (sent, unstored) = (cursor.Sent, 0);
        SinkOutcome? failure = null;
        var waiting = Outbox.Waiting(book(), cursor).ToList();
        for (var at = 0; at < waiting.Count && unstored < MostUnstored && failure is null;)
        {
            var next = waiting.Skip(at).TakeWhile(n => !sink.Takes(n)).ToList();
            if (next.Count == 0)
            {
                next = [.. waiting.Skip(at).TakeWhile(sink.Takes).Take(sink.MostAtOnce)];
                var outcome = await Task.Run(() => sink.SendAsync(scope, next, cancellationToken), cancellationToken);
                if (!outcome.Delivered)
                {
                    failure = outcome;
                    break;
                }
                instruments.CountDeliveries(sink.Name, "delivered", next.Count);
                unstored += next.Count;
            }
            at += next.Count;
            sent = next[^1].Sequence;
        }
        if (sent == cursor.Sent && failure is null)
            return;
        if (failure is not null)
            Count(failure);
        var random = Random.Shared.NextDouble();
        await applyAsync(b =>
        {
            var delivered = sent > cursor.Sent ? Outbox.Delivered(b, sink.Name, sent) : b;
            return failure is null ? delivered : Outbox.Failed(delivered, sink.Name, failure, backoff, random, clock.GetUtcNow());
        });
    }

    private List<Alert> Told() => [.. book().Open.Where(a => a.Told is not null)];

    private void Count(SinkOutcome outcome)
    {
        instruments.CountDeliveries(sink.Name, "failed");
        var attempts = (Outbox.CursorOf(book(), sink.Name)?.Attempts ?? 0) + 1;
        // A sink that is down for an hour must not fill the log: the 1st, 2nd, 4th, 8th ... failure.
        if ((attempts & (attempts - 1)) == 0)
            LogFailed(sink.Name, scope.ToString(), attempts, outcome.Error ?? "");
    }

    [LoggerMessage(1, LogLevel.Warning, "Sink '{Sink}' did not take an alert of {Scope} (attempt {Attempts}); it will be sent again. {Error}")]
    private partial void LogFailed(string sink, string scope, int attempts, string error);
}
