using System.Runtime.InteropServices;

namespace ActorMlOps.LoadTests.Reports;

internal sealed record Machine(string Cpu, int Cores, string Os)
{
    private const string CpuFile = "/proc/cpuinfo";

    public static Machine Here { get; } = new(
        Name() ?? RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount, RuntimeInformation.OSDescription);

    private static string? Name() => File.Exists(CpuFile)
        ? File.ReadLines(CpuFile).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
