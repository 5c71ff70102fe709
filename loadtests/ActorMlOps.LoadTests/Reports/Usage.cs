using System.Diagnostics;
using ActorMlOps.LoadTests.Processes;

namespace ActorMlOps.LoadTests.Reports;

/// <summary>What the server's process and this one have used, or the difference of two such readings.</summary>
/// <param name="ServerCpu">Null: the server is this process, or there is none.</param>
/// <param name="ServerBytes">Bytes allocated by .NET; null likewise.</param>
internal sealed record Usage(TimeSpan? ServerCpu, double? ServerBytes, TimeSpan ClientCpu, double ClientBytes)
{
    public static Usage operator -(Usage after, Usage before) => new(
        after.ServerCpu - before.ServerCpu, after.ServerBytes - before.ServerBytes,
        after.ClientCpu - before.ClientCpu, after.ClientBytes - before.ClientBytes);

    public static Usage operator +(Usage one, Usage other) => new(
        one.ServerCpu + other.ServerCpu, one.ServerBytes + other.ServerBytes,
        one.ClientCpu + other.ClientCpu, one.ClientBytes + other.ClientBytes);

    public static async Task<Usage> NowAsync(ServerProcess? server)
    {
        double? serverBytes = server is null ? null : await server.AllocatedBytesAsync();
        using var own = Process.GetCurrentProcess();
        return new(server?.Cpu, serverBytes, own.TotalProcessorTime, GC.GetTotalAllocatedBytes());
    }
}
