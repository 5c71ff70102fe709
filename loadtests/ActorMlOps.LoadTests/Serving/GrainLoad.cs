using ActorMlOps.Client;
using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Closed loop through the grain client: so many callers, each with one row outstanding.</summary>
/// <param name="server">Null: the silo is in this process.</param>
internal sealed class GrainLoad(ServerProcess? server, ModelHandle model, float[][] rows, int outstanding)
{
    private readonly ICaller[] _callers = [.. Enumerable.Range(0, outstanding).Select(_ => new GrainCaller(model, rows))];

    public Task<Measurement> DriveAsync(TimeSpan duration) =>
        Measurement.TakeAsync(server, rowsPerRequest: 1, () => ClosedLoop.RunAsync(_callers, duration));
}
