using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;

namespace ActorMlOps.LoadTests.Reports;

/// <summary>One window, or several of the same kind together.</summary>
/// <param name="Requests">Accepted ones.</param>
/// <param name="Rows">Of the accepted requests; a prediction is a row.</param>
internal sealed record Measurement(long Requests, long Rows, long Refused, long Failed, TimeSpan Elapsed, Usage Usage, Latencies Latencies)
{
    public double RequestsPerSecond => Requests / Elapsed.TotalSeconds;

    public double RowsPerSecond => Rows / Elapsed.TotalSeconds;

    /// <summary>Microseconds of the server's processors a row.</summary>
    public double? ServerCpu => Usage.ServerCpu?.TotalMicroseconds / Rows;

    public double? ServerCpuPerRequest => Usage.ServerCpu?.TotalMicroseconds / Requests;

    /// <summary>Microseconds of this process's processors a row; the server's too where it is in this process.</summary>
    public double ClientCpu => Usage.ClientCpu.TotalMicroseconds / Rows;

    public double? ServerBytes => Usage.ServerBytes / Rows;

    public double ClientBytes => Usage.ClientBytes / Rows;

    public static async Task<Measurement> TakeAsync(ServerProcess? server, int rowsPerRequest, Func<Task<LoopResult>> loop)
    {
        var before = await Usage.NowAsync(server);
        var result = await loop();
        var usage = await Usage.NowAsync(server) - before;
        return new(
            result.Accepted, result.Accepted * rowsPerRequest, result.Refused, result.Failed, result.Elapsed, usage, result.Latencies);
    }

    public Measurement Plus(Measurement other)
    {
        var latencies = new Latencies();
        latencies.Add(Latencies);
        latencies.Add(other.Latencies);
        return new(
            Requests + other.Requests, Rows + other.Rows, Refused + other.Refused, Failed + other.Failed,
            Elapsed + other.Elapsed, Usage + other.Usage, latencies);
    }
}
