using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>What watching costs: bytes between silos and to the store, memory, labels, reports.</summary>
internal static class MonitoringCommand
{
    private static readonly (string Name, Func<LoadOptions, Report, Task> RunAsync)[] All =
    [
        (TelemetryPart.Name, TelemetryPart.RunAsync),
        (LabelRatePart.Name, LabelRatePart.RunAsync),
        (ReportsPart.Name, ReportsPart.RunAsync),
        (MemoryPart.Name, MemoryPart.RunAsync),
        (WindowWritesPart.Name, WindowWritesPart.RunAsync),
    ];

    public static IReadOnlyList<string> Parts { get; } = [.. All.Select(p => p.Name)];

    /// <returns>0 whether or not goals are met; 2: the run failed.</returns>
    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(() => RunAsync(LoadOptions.Parse(args, Parts)));

    private static async Task RunAsync(LoadOptions options)
    {
        var (report, machine) = (new Report(Console.Out), Machine.Here);
        Console.WriteLine($"{machine.Cpu}, {machine.Cores} cores shared by servers and load generator, {machine.Os}");
        foreach (var part in All.Where(p => options.Only.Count == 0 || options.Only.Contains(p.Name)))
            await part.RunAsync(options, report);
        await report.FinishAsync(options);
    }
}
