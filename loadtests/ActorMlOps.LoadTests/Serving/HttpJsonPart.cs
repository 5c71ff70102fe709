using ActorMlOps.LoadTests.Peers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// HTTP with JSON, ours watched against the peer, and a raw run of the model beside them, by which the peer's fairness is judged.
/// </summary>
internal static class HttpJsonPart
{
    public const string OneRow = "http-json-1";
    public const string ManyRows = "http-json-32";

    private const int Many = 32;
    private const double MostRawRuns = 12;

    public static Task OneRowAsync(Servers servers, float[][] rows, LoadOptions options, Report report) =>
        RunAsync(OneRow, 1, servers, rows, options, report);

    public static Task ManyRowsAsync(Servers servers, float[][] rows, LoadOptions options, Report report) =>
        RunAsync(ManyRows, Many, servers, rows, options, report);

    private static async Task RunAsync(string part, int rowsPerRequest, Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading($"{part}: HTTP OIP JSON, {rowsPerRequest} row(s) a request, {HttpLoad.Connections} connections, closed loop");
        using var api = new SiloApi(servers.Silo.Url);
        var (peerCpu, rawCpu) = (0.0, 0.0);
        foreach (var model in SampleModel.All)
        {
            using var ours = new HttpLoad(servers.Silo, model.Name, rows, rowsPerRequest);
            using var peer = new HttpLoad(servers.Peer, model.Name, rows, rowsPerRequest);
            var totals = await Turns.RunAsync(
                part, model.Name, options, report,
                new("ours, monitored", ours.DriveAsync), new("bare ASP.NET + ORT", peer.DriveAsync),
                new("raw ORT, batch 1", d => RawOrt.RunAsync(model, rows, d)));
            await api.DemandMonitoredAsync(model);
            var (us, them, raw) = (totals[0], totals[1], totals[2]);
            var ratio = us.RequestsPerSecond / them.RequestsPerSecond;
            report.Say(
                $"{model.Name}: {ratio:0.000}x the peer's requests/s, {us.ServerCpu / them.ServerCpu:0.000}x its server CPU, "
                + $"{us.Latencies.Milliseconds(99) / them.Latencies.Milliseconds(99):0.000}x its p99");
            report.Add(new Goal(part, ratio, 1, "x", AtLeast: true));
            report.Say(
                $"{model.Name}: the peer's server takes {them.ServerCpuPerRequest:0.0} us a request, a raw run {raw.ClientCpu:0.00} us");
            peerCpu += them.ServerCpuPerRequest!.Value;
            rawCpu += raw.ClientCpu;
        }
        if (rowsPerRequest == 1)
            JudgePeer(peerCpu / rawCpu, report);
    }

    /// <summary>Over the models together: an empty HTTP request alone takes about ten runs of the smallest of them.</summary>
    private static void JudgePeer(double rawRuns, Report report)
    {
        report.Say($"the peer's server takes {rawRuns:0.0} raw runs a request (fair up to {MostRawRuns})");
        if (rawRuns > MostRawRuns)
            report.AddFault($"The peer takes {rawRuns:0.0} times the CPU of raw runs; over {MostRawRuns} it is not a fair one.");
    }
}
