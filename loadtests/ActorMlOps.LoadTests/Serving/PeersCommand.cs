using System.Globalization;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>Serving, watched, against bare ways of running the same models.</summary>
internal static class PeersCommand
{
    private static readonly (string Name, Func<Servers, float[][], LoadOptions, Report, Task> RunAsync)[] WithServers =
    [
        (HttpJsonPart.OneRow, HttpJsonPart.OneRowAsync),
        (HttpJsonPart.ManyRows, HttpJsonPart.ManyRowsAsync),
        (GrpcPart.OneRow, GrpcPart.OneRowAsync),
        (GrpcPart.ManyRows, GrpcPart.ManyRowsAsync),
        (ClientPart.Name, ClientPart.RunAsync),
        (MonitoringPart.Name, MonitoringPart.RunAsync),
        (OpenLoopPart.Name, OpenLoopPart.RunAsync),
        (OverloadPart.Name, OverloadPart.RunAsync),
    ];

    public static IReadOnlyList<string> Parts { get; } = [.. WithServers.Select(p => p.Name), InProcessPart.Name, LoadCyclesPart.Name];

    /// <returns>0 whether or not goals are met; 2: the run failed, or the peer is no fair one.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var report = new Report(Console.Out);
        try
        {
            var options = LoadOptions.Parse(args, Parts);
            await RunAsync(options, report);
            await report.FinishAsync(options);
        }
        catch (LoadTestException e)
        {
            report.AddFault(e.Message);
        }
        catch (Exception e)
        {
            // 2 tells a script that the run failed, whatever the reason.
            report.AddFault(e.ToString());
        }
        foreach (var fault in report.Faults)
            await Console.Error.WriteLineAsync($"Failed. {fault}");
        return report.Faults.Count == 0 ? 0 : CommandLine.Failed;
    }

    private static async Task RunAsync(LoadOptions options, Report report)
    {
        var machine = Machine.Here;
        Console.WriteLine($"{machine.Cpu}, {machine.Cores} cores shared by servers and load generator, {machine.Os}");
        Console.WriteLine(
            $"{options.Rounds} windows of {options.Duration.TotalSeconds:0.#} s in turn, "
            + $"each after {options.WarmUp.TotalSeconds:0.#} s of warm-up; "
            + "us and B are CPU and allocation a prediction (row)");
        var rows = ElectricityRows.Read();
        bool Wanted(string part) => options.Only.Count == 0 || options.Only.Contains(part);
        if (WithServers.Any(p => Wanted(p.Name)))
        {
            await using var servers = await Servers.StartAsync();
            foreach (var part in WithServers.Where(p => Wanted(p.Name)))
                await part.RunAsync(servers, rows, options, report);
        }
        if (Wanted(InProcessPart.Name))
            await InProcessPart.RunAsync(rows, options, report);
        if (Wanted(LoadCyclesPart.Name))
            await LoadCyclesPart.RunAsync(rows, report);
    }
}
