using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>The grain client of this process, over the gateway to the silo's, against the peers with one row a request.</summary>
internal static class ClientPart
{
    public const string Name = "client";

    private const int Few = 64;
    private const int Many = 1_024;

    public static async Task RunAsync(Servers servers, float[][] rows, LoadOptions options, Report report)
    {
        report.Heading(
            $"{Name}: grain client of another process, a row a call, {Few} and {Many} outstanding, "
            + "against the peers' JSON and gRPC, 64 outstanding");
        await using var client = await GatewayClient.ConnectAsync(servers.Silo);
        foreach (var model in SampleModel.All)
        {
            var handle = client.Models.Model(model.Name);
            using var json = new HttpLoad(servers.JsonPeer, model.Name, rows, rowsPerRequest: 1);
            using var grpc = new GrpcLoad(servers.GrpcPeer, model.Name, rows, rowsPerRequest: 1);
            var totals = await Turns.RunAsync(
                Name, model.Name, options, report,
                new($"grain client, {Few}", new GrainLoad(servers.Silo, handle, rows, Few).DriveAsync),
                new($"grain client, {Many}", new GrainLoad(servers.Silo, handle, rows, Many).DriveAsync),
                new("bare ASP.NET + ORT", json.DriveAsync),
                new("bare gRPC + ORT", grpc.DriveAsync));
            var (few, many) = (totals[0], totals[1]);
            report.Add(new Goal("client-1024-vs-json", many.RowsPerSecond / totals[2].RowsPerSecond, 20, "x", AtLeast: true));
            Compare("json", totals[2], 10);
            Compare("grpc", totals[3], 6);

            void Compare(string peer, Measurement them, double atLeast)
            {
                var (byFew, byMany) = (few.RowsPerSecond / them.RowsPerSecond, many.RowsPerSecond / them.RowsPerSecond);
                var p99 = few.Latencies.Milliseconds(99)!.Value / them.Latencies.Milliseconds(99)!.Value;
                report.Say(
                    $"{model.Name}: {byFew:0.00}x (p99 {p99:0.00}x) and {byMany:0.00}x the predictions/s of the {peer} peer; "
                    + $"server CPU {few.ServerCpu / them.ServerCpu:0.000}x and {many.ServerCpu / them.ServerCpu:0.000}x");
                report.Add(new Goal($"client-{Few}-vs-{peer}", byFew, atLeast, "x", AtLeast: true));
                report.Add(new Goal($"client-{Few}-p99-vs-{peer}", p99, 1, "x", AtLeast: false));
            }
        }
    }
}
