using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Ours against a peer that has the same load: the goal is at least as many requests a second.</summary>
internal static class Comparison
{
    public static void Report(string goal, SampleModel model, Measurement us, Measurement them, Report report)
    {
        var ratio = us.RequestsPerSecond / them.RequestsPerSecond;
        report.Say(
            $"{model.Name}: {ratio:0.000}x the peer's requests/s, {us.ServerCpu / them.ServerCpu:0.000}x its server CPU, "
            + $"{us.ServerBytes / them.ServerBytes:0.000}x its allocation, "
            + $"{us.Latencies.Milliseconds(99) / them.Latencies.Milliseconds(99):0.000}x its p99");
        report.Add(new Goal(goal, ratio, 1, "x", AtLeast: true));
    }
}
