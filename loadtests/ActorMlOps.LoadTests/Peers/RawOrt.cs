using System.Diagnostics;
using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>
/// A thread a core, each with a session of its own, that runs fresh rows one by one, all values bound: what a prediction costs with nothing
/// around it. On all cores, as the peers and their callers are: one busy core alone runs faster than it does beside a busy neighbour. A
/// session that threads share costs a run up to 40 % more.
/// </summary>
internal static class RawOrt
{
    private const int RunsPerLookAtTheClock = 256;
    private const long MostRuns = 1_000_000_000;

    public static async Task<Measurement> RunAsync(SampleModel model, float[][] rows, TimeSpan duration)
    {
        var threads = Math.Min(Environment.ProcessorCount, rows.Length);
        var before = await Usage.NowAsync(server: null);
        var started = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, threads).Select(first => Task.Factory.StartNew(
            () => Loop(model, rows, first, started, duration),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new(runs.Sum(), runs.Sum(), 0, 0, elapsed, await Usage.NowAsync(server: null) - before, new Latencies());
    }

    private static long Loop(SampleModel model, float[][] rows, int first, long started, TimeSpan duration)
    {
        using var session = BoundRun.Load(model.File);
        using var run = new BoundRun(session, rows: 1);
        var (runs, next) = (0L, (long)first * rows.Length / Environment.ProcessorCount);
        while (Stopwatch.GetElapsedTime(started) < duration && runs < MostRuns)
        {
            for (var i = 0; i < RunsPerLookAtTheClock; i++)
            {
                rows[next++ % rows.Length].CopyTo(run.Input, 0);
                run.Run();
            }
            runs += RunsPerLookAtTheClock;
        }
        return runs;
    }
}
