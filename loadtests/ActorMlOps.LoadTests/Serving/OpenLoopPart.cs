using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Both sides at one fixed rate of arrivals, half of what the peer can take: latencies where nobody is at the limit.</summary>
internal static class OpenLoopPart
{
    public const string Name = "open-loop";

    private const double Share = 0.5;

    public static async Task RunAsync(Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading(
            $"{Name}: HTTP OIP JSON, 1 row a request, {HttpLoad.Connections} connections, arrivals at half of the peer's closed-loop rate, "
            + "latencies from when a request was due");
        foreach (var model in SampleModel.All)
        {
            using var capacity = new HttpLoad(servers.JsonPeer, model.Name, rows, rowsPerRequest: 1);
            var rate = Share * await Capacity.MeasureAsync(capacity, options);
            var totals = await Turns.RunAsync(
                Name, model.Name, options, report,
                new("ours, monitored", d => DriveAsync(servers.Silo, model, rows, rate, d)),
                new("bare ASP.NET + ORT", d => DriveAsync(servers.JsonPeer, model, rows, rate, d)));
            var (us, them) = (totals[0].Latencies, totals[1].Latencies);
            report.Say(
                $"{model.Name}: at {rate:N0}/s {us.Milliseconds(50) / them.Milliseconds(50):0.00}x the peer's p50, "
                + $"{us.Milliseconds(99) / them.Milliseconds(99):0.00}x its p99");
        }
    }

    private static async Task<Measurement> DriveAsync(
        ServerProcess server, SampleModel model, float[][] rows, double rate, TimeSpan duration)
    {
        var callers = HttpLoad.Callers(server, model.Name, rows, rowsPerRequest: 1, HttpLoad.Connections);
        try
        {
            return await Measurement.TakeAsync(
                server, rowsPerRequest: 1, () => OpenLoop.RunAsync(callers, rate, (long)(rate * duration.TotalSeconds)));
        }
        finally
        {
            foreach (var caller in callers)
                caller.Dispose();
        }
    }
}
