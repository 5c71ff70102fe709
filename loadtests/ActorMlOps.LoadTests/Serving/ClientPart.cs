using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>The grain client of this process, over the gateway to the silo's, against the peer over HTTP with one row a request.</summary>
internal static class ClientPart
{
    public const string Name = "client";

    private const int Few = 64;
    private const int Many = 1_024;

    public static async Task RunAsync(Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading(
            $"{Name}: grain client of another process, a row a call, {Few} and {Many} outstanding, "
            + "against the peer's JSON, 64 connections");
        await using var client = await GatewayClient.ConnectAsync(servers.Silo);
        foreach (var model in SampleModel.All)
        {
            var handle = client.Models.Model(model.Name);
            using var peer = new HttpLoad(servers.Peer, model.Name, rows, rowsPerRequest: 1);
            var totals = await Turns.RunAsync(
                Name, model.Name, options, report,
                new($"grain client, {Few}", new GrainLoad(servers.Silo, handle, rows, Few).DriveAsync),
                new($"grain client, {Many}", new GrainLoad(servers.Silo, handle, rows, Many).DriveAsync),
                new("bare ASP.NET + ORT", peer.DriveAsync));
            var (few, many, them) = (totals[0], totals[1], totals[2]);
            var p99 = few.Latencies.Milliseconds(99) / them.Latencies.Milliseconds(99);
            var (byFew, byMany) = (few.RowsPerSecond / them.RowsPerSecond, many.RowsPerSecond / them.RowsPerSecond);
            report.Say(
                $"{model.Name}: {byFew:0.00}x (p99 {p99:0.00}x) and {byMany:0.00}x the peer's predictions/s; "
                + $"server CPU {few.ServerCpu / them.ServerCpu:0.000}x and {many.ServerCpu / them.ServerCpu:0.000}x");
            report.Add(new Goal("client-64-vs-json", byFew, 10, "x", AtLeast: true));
            report.Add(new Goal("client-64-p99-vs-json", p99!.Value, 1, "x", AtLeast: false));
            report.Add(new Goal("client-1024-vs-json", byMany, 20, "x", AtLeast: true));
        }
    }
}
