using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using Grpc.Net.Client;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Closed loop over gRPC with raw tensors: so many calls outstanding, spread over a few connections.</summary>
internal sealed class GrpcLoad : IDisposable
{
    public const int Outstanding = 64;

    /// <summary>HTTP/2 writes the frames of one connection one after the other: a few connections keep both cores busy.</summary>
    public const int Connections = 4;

    private readonly ServerProcess _server;
    private readonly int _rowsPerRequest;
    private readonly GrpcChannel[] _channels;

    public GrpcLoad(ServerProcess server, string model, float[][] rows, int rowsPerRequest)
    {
        (_server, _rowsPerRequest) = (server, rowsPerRequest);
        _channels = [.. Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(server.GrpcUrl!))];
        var requests = GrpcRequests.Encode(model, rows, rowsPerRequest);
        var invokers = _channels.Select(c => c.CreateCallInvoker()).ToArray();
        Callers = [.. Enumerable.Range(0, Outstanding).Select(i => new GrpcCaller(invokers[i % Connections], requests, rowsPerRequest))];
    }

    public IReadOnlyList<ICaller> Callers { get; }

    public Task<Measurement> DriveAsync(TimeSpan duration) =>
        Measurement.TakeAsync(_server, _rowsPerRequest, () => ClosedLoop.RunAsync(Callers, duration));

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }
}
