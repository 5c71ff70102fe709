using System.Diagnostics;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>Each caller sends its next request when it has the answer to the last: as many outstanding as there are callers.</summary>
internal static class ClosedLoop
{
    private const long MostRequestsPerCaller = 20_000_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(90);

    /// <exception cref="LoadTestException">A request had no answer.</exception>
    public static async Task<LoopResult> RunAsync(IReadOnlyList<ICaller> callers, TimeSpan duration)
    {
        var (result, started) = (new LoopResult(), Stopwatch.GetTimestamp());
        var calling = callers.Select((caller, i) => Task.Run(() => CallAsync(caller, i, callers.Count, started, duration, result)));
        try
        {
            await Task.WhenAll(calling).WaitAsync(duration + Grace, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new LoadTestException($"Some of {callers.Count} callers had no answer for {Grace.TotalSeconds:0} s.", e);
        }
        result.Elapsed = Stopwatch.GetElapsedTime(started);
        return result;
    }

    private static async Task CallAsync(ICaller caller, int first, int step, long started, TimeSpan duration, LoopResult result)
    {
        var sent = Stopwatch.GetTimestamp();
        for (long n = 0; n < MostRequestsPerCaller && Stopwatch.GetElapsedTime(started, sent) < duration; n++)
        {
            var answer = await caller.CallAsync(first + (n * step));
            var now = Stopwatch.GetTimestamp();
            var latency = Stopwatch.GetElapsedTime(sent, now);
            result.Add(answer, latency, latency);
            sent = now;
        }
    }
}
