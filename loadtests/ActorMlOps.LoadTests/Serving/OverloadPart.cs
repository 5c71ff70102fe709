using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// Twice as many requests as the silo takes, a fixed count of them, on many connections: what is accepted must still be answered soon, the
/// rest be refused at once, and memory stay. Compared with a quarter of what it takes. Latencies count from when a request was due, so they
/// hold the load generator's own delay as well; it shares the machine, so requests have many rows: to answer one has to cost far more than to
/// send and to refuse two, else the machine is too small for any refusal to help.
/// </summary>
internal static class OverloadPart
{
    public const string Name = "overload";

    private const int Connections = 1_024;
    private const int RowsPerRequest = 1_024;
    private const double Unloaded = 0.25;
    private const double Overloaded = 2;
    private const double MostTimesSlower = 10;
    private const double MostRefusalMilliseconds = 50;
    private const double MostMemory = 1.25;
    private const int MostAttempts = 3;
    private const long MostRequests = 1_000_000;
    private const double Megabyte = 1 << 20;

    public static async Task RunAsync(Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading(
            $"{Name}: HTTP OIP JSON, {RowsPerRequest} rows a request, {Connections:N0} connections, open loop at a quarter and at twice "
            + "the closed-loop rate, latencies of accepted requests");
        var model = SampleModel.Mlp;
        using var closed = new HttpLoad(servers.Silo, model.Name, rows, RowsPerRequest);
        var capacity = await Capacity.MeasureAsync(closed, options);
        var callers = HttpLoad.Callers(servers.Silo, model.Name, rows, RowsPerRequest, Connections);
        try
        {
            // Connections and the server's buffers for them are made before anything is measured.
            await ClosedLoop.RunAsync(callers, options.WarmUp);
            var (unloaded, _) = await DriveAsync("a quarter", Unloaded * capacity);
            for (var attempt = 1; ; attempt++)
            {
                var rate = Overloaded * capacity;
                await DriveAsync("twice, first half", rate);
                var before = servers.Silo.Memory;
                var (overloaded, loop) = await DriveAsync("twice, second half", rate);
                // What others did on the machine while the capacity was measured may have hidden half of it.
                if (2 * overloaded.RequestsPerSecond > rate * 1.2 && attempt < MostAttempts)
                    capacity = overloaded.RequestsPerSecond;
                else
                {
                    Judge(unloaded, overloaded, loop, before, servers.Silo.Memory);
                    return;
                }
            }
        }
        finally
        {
            foreach (var caller in callers)
                caller.Dispose();
        }

        async Task<(Measurement, LoopResult)> DriveAsync(string name, double rate)
        {
            LoopResult? loop = null;
            var count = Math.Clamp((long)(rate * options.Duration.TotalSeconds), 1, MostRequests);
            var measured = await Measurement.TakeAsync(
                servers.Silo, RowsPerRequest, async () => loop = await OpenLoop.RunAsync(callers, rate, count));
            report.Add(ReportRow.Of(Name, model.Name, $"{name}, {rate:N0}/s", 1, measured));
            return (measured, loop!);
        }

        void Judge(Measurement unloaded, Measurement overloaded, LoopResult loop, long before, long after)
        {
            if (unloaded.Latencies.Milliseconds(99) is not { } calm || overloaded.Latencies.Milliseconds(99) is not { } busy)
                throw new LoadTestException("The silo accepted no request at all.");
            var sent = overloaded.Requests + overloaded.Refused + overloaded.Failed;
            var refusals = loop.Refusals.Milliseconds(99);
            report.Say(
                $"{sent:N0} requests: {100.0 * overloaded.Requests / sent:0.0} % accepted, "
                + $"{100.0 * overloaded.Refused / sent:0.0} % refused with 429 "
                + $"(p99 {refusals?.ToString("0.0") ?? "-"} ms since sent), {overloaded.Failed:N0} failed");
            report.Say(
                $"p99 of accepted ones {busy:0.0} ms since due ({loop.SinceSent.Milliseconds(99):0.0} ms since sent), "
                + $"unloaded {calm:0.0} ms: {busy / calm:0.0}x");
            report.Say($"the server's memory: {before / Megabyte:0} MB half-way, {after / Megabyte:0} MB after");
            report.Add(new Goal("overload-p99", busy / calm, MostTimesSlower, "x", AtLeast: false));
            if (refusals is { } milliseconds)
                report.Add(new Goal("overload-refusals-ms", milliseconds, MostRefusalMilliseconds, "ms", AtLeast: false));
            report.Add(new Goal("overload-failed", overloaded.Failed, 0, "", AtLeast: false));
            report.Add(new Goal("overload-memory", (double)after / before, MostMemory, "x", AtLeast: false));
        }
    }
}
