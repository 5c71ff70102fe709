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

    public static Task OneRowAsync(Servers servers, float[][] rows, LoadOptions options, Report report) =>
        RunAsync(OneRow, 1, servers, rows, options, report);

    public static Task ManyRowsAsync(Servers servers, float[][] rows, LoadOptions options, Report report) =>
        RunAsync(ManyRows, Many, servers, rows, options, report);

    private static async Task RunAsync(string part, int rowsPerRequest, Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading($"{part}: HTTP OIP JSON, {rowsPerRequest} row(s) a request, {HttpLoad.Connections} connections, closed loop");
        using var api = new SiloApi(servers.Silo.Url);
        var fairness = new Fairness("bare ASP.NET + ORT", report);
        foreach (var model in SampleModel.All)
        {
            using var ours = new HttpLoad(servers.Silo, model.Name, rows, rowsPerRequest);
            using var peer = new HttpLoad(servers.JsonPeer, model.Name, rows, rowsPerRequest);
            var totals = await Turns.RunAsync(
                part, model.Name, options, report,
                new("ours, monitored", ours.DriveAsync), new("bare ASP.NET + ORT", peer.DriveAsync),
                new("raw ORT, batch 1", d => RawOrt.RunAsync(model, rows, d)));
            await api.DemandMonitoredAsync(model);
            Comparison.Report(part, model, totals[0], totals[1], report);
            fairness.Add(model, totals[1], totals[2]);
        }
        if (rowsPerRequest == 1)
            fairness.Judge();
    }
}
