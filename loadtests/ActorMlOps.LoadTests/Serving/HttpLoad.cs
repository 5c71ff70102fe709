using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Closed loop over HTTP with JSON: so many connections, one request outstanding on each.</summary>
internal sealed class HttpLoad(ServerProcess server, string model, float[][] rows, int rowsPerRequest) : IDisposable
{
    public const int Connections = 64;

    private readonly ICaller[] _callers = Callers(server, model, rows, rowsPerRequest, Connections);

    public static ICaller[] Callers(ServerProcess server, string model, float[][] rows, int rowsPerRequest, int connections)
    {
        var requests = HttpRequests.Encode(model, rows, rowsPerRequest);
        return [.. Enumerable.Range(0, connections).Select(_ => new HttpCaller(server.Url, requests, rowsPerRequest))];
    }

    public Task<Measurement> DriveAsync(TimeSpan duration) =>
        Measurement.TakeAsync(server, rowsPerRequest, () => ClosedLoop.RunAsync(_callers, duration));

    public void Dispose()
    {
        foreach (var caller in _callers)
            caller.Dispose();
    }
}
