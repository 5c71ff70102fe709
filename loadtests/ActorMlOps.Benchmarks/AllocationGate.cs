using System.Text.Json;
using BenchmarkDotNet.Running;

namespace ActorMlOps.Benchmarks;

/// <summary>
/// Compares what every benchmark allocates with <c>allocations.json</c> (benchmark to most bytes an operation). Allocation does
/// not depend on how busy the machine is, so this gate may run anywhere. 0: all within; 1: one allocates more, did not run or
/// is not listed.
/// </summary>
internal static class AllocationGate
{
    public const string Option = "--gate";

    private const string File = "allocations.json";

    public static int Run()
    {
        var most = JsonSerializer.Deserialize<Dictionary<string, long>>(
            System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, File)))!;
        var measured = BenchmarkSwitcher.FromAssembly(typeof(AllocationGate).Assembly)
            .Run(["--filter", "*"], BenchmarkRun.Config(iterations: 2))
            .SelectMany(summary => summary.Reports)
            .GroupBy(report => Name(report.BenchmarkCase))
            .ToDictionary(
                group => group.Key,
                group => group.Max(report => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)));
        var failures = Failures(most, measured);
        foreach (var failure in failures)
            Console.Error.WriteLine(failure);
        Console.WriteLine(
            failures.Count == 0 ? $"Allocation gate: {measured.Count} benchmarks are within {File}." : "Allocation gate failed.");
        return failures.Count == 0 ? 0 : 1;
    }

    private static List<string> Failures(Dictionary<string, long> most, Dictionary<string, long?> measured)
    {
        var failures = new List<string>();
        foreach (var (name, bytes) in measured)
        {
            if (!most.TryGetValue(name, out var allowed))
                failures.Add($"{name} is not listed in {File}: it allocates {bytes} B an operation; add a limit.");
            else if (bytes is null)
                failures.Add($"{name} gave no figure.");
            else if (bytes > allowed)
                failures.Add($"{name} allocates {bytes} B an operation, {File} allows {allowed}.");
        }

        failures.AddRange(most.Keys.Except(measured.Keys)
            .Select(name => $"{name} is listed in {File} but did not run; remove it or restore the benchmark."));
        return failures;
    }

    private static string Name(BenchmarkCase benchmark) => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}";
}
