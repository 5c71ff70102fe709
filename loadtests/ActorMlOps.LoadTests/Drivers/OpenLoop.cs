using System.Diagnostics;
using System.Threading.Channels;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>
/// Requests become due at a fixed rate, those of a millisecond together at its beginning, whether or not earlier ones were answered; a
/// caller takes the oldest that is due. Latencies count from the moment when a request was due, so a stall of the server, or of this
/// process, is felt by all requests that it delays (no coordinated omission).
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <param name="perSecond">Requests due a second.</param>
    /// <param name="count">Requests in all.</param>
    /// <exception cref="LoadTestException">Not all were answered four times as long as they took to become due, and 20 s.</exception>
    public static async Task<LoopResult> RunAsync(IReadOnlyList<ICaller> callers, double perSecond, long count)
    {
        var due = Channel.CreateUnbounded<(long Number, long Due)>(new() { SingleWriter = true });
        var patience = TimeSpan.FromSeconds(4 * count / perSecond) + Grace;
        using var giveUp = new CancellationTokenSource(patience);
        var (result, started) = (new LoopResult(), Stopwatch.GetTimestamp());
        var pacing = Task.Factory.StartNew(
            () => Pace(due.Writer, started, perSecond, count, giveUp.Token),
            giveUp.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await Task.WhenAll(callers.Select(caller => Task.Run(() => CallAsync(caller, due.Reader, result, giveUp.Token))).Append(pacing))
                .WaitAsync(patience + Grace, TimeProvider.System);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            throw new LoadTestException($"The requests of an open loop of {perSecond:N0}/s were not answered in time.", e);
        }
        result.Elapsed = Stopwatch.GetElapsedTime(started);
        return result;
    }

    private static void Pace(
        ChannelWriter<(long Number, long Due)> due, long started, double perSecond, long count, CancellationToken giveUp)
    {
        var (millisecond, written) = (0L, 0L);
        while (written < count && !giveUp.IsCancellationRequested)
        {
            var now = (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            for (; millisecond <= now; millisecond++)
            {
                var until = Math.Min(count, (long)((millisecond + 1) * perSecond / 1000));
                while (written < until)
                    due.TryWrite((written++, started + (millisecond * Stopwatch.Frequency / 1000)));
            }
            Nap.Until(started + (millisecond * Stopwatch.Frequency / 1000));
        }
        due.Complete();
    }

    private static async Task CallAsync(
        ICaller caller, ChannelReader<(long Number, long Due)> due, LoopResult result, CancellationToken giveUp)
    {
        while (await NextAsync(due, giveUp) is { } request)
        {
            var sent = Stopwatch.GetTimestamp();
            var answer = await caller.CallAsync(request.Number);
            var now = Stopwatch.GetTimestamp();
            result.Add(answer, Stopwatch.GetElapsedTime(request.Due, now), Stopwatch.GetElapsedTime(sent, now));
        }
    }

    /// <summary>Null: all have been taken. Each caller waits for a request of its own: one request does not wake all.</summary>
    private static async ValueTask<(long Number, long Due)?> NextAsync(
        ChannelReader<(long Number, long Due)> due, CancellationToken giveUp)
    {
        giveUp.ThrowIfCancellationRequested();
        try
        {
            return due.TryRead(out var request) ? request : await due.ReadAsync(giveUp);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }
}
