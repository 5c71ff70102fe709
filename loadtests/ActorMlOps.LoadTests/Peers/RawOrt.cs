using System.Diagnostics;
using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Peers;

/// <summary>One thread that runs fresh rows one by one, all values bound: what a prediction costs with nothing around it.</summary>
internal static class RawOrt
{
    private const int RunsPerLookAtTheClock = 256;
    private const long MostRuns = 1_000_000_000;

    public static async Task<Measurement> RunAsync(SampleModel model, float[][] rows, TimeSpan duration)
    {
        using var session = BoundRun.Load(model.File);
        using var run = new BoundRun(session, rows: 1);
        var before = await Usage.NowAsync(server: null);
        var (started, runs) = (Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(started) < duration && runs < MostRuns)
        {
            for (var i = 0; i < RunsPerLookAtTheClock; i++)
            {
                rows[runs++ % rows.Length].CopyTo(run.Input, 0);
                run.Run();
            }
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new(runs, runs, 0, 0, elapsed, await Usage.NowAsync(server: null) - before, new Latencies());
    }
}
