using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Faults;

/// <summary>What real silos lose when they are killed.</summary>
internal static class FaultsCommand
{
    private const string Labels = "labels";
    private const int Seed = 1;

    public static IReadOnlyList<string> Parts { get; } = [Labels];

    /// <returns>0 whether or not goals are met; 2: the run failed.</returns>
    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(() => RunAsync(FaultOptions.Parse(args, Parts)));

    private static async Task RunAsync(FaultOptions options)
    {
        var report = new Report(Console.Out);
        if (options.Only.Count == 0 || options.Only.Contains(Labels))
            await KillLabelsAsync(options.Kills, report);
        report.PrintGoals();
        if (options.Json is { } file)
            await JsonReport.WriteAsync(file, report);
    }

    private static async Task KillLabelsAsync(int kills, Report report)
    {
        using var directory = new TemporaryDirectory();
        Console.WriteLine($"{Labels}: a silo is killed {kills} times while callers post labels to it");
        Console.WriteLine($"  {"kills",6}{"acknowledged",14}{"unanswered",12}{"lost",6}{"window differs by",19}");
        var run = new LabelKills(StartAsync, await File.ReadAllBytesAsync(SampleModel.Logistic.File), ElectricityRows.Read(), Seed);
        var result = await run.RunAsync(kills, r =>
        {
            if (r.Kills == kills || r.Kills % 10 == 0)
                Console.WriteLine($"  {r.Kills,6}{r.Acknowledged,14:N0}{r.Unanswered,12:N0}{r.Lost,6:N0}{r.Differences,19:N0}");
        });
        report.Add(new Goal("fault-labels", Math.Max(result.Lost, result.Differences), 0, "labels", AtLeast: false));

        async Task<(Uri Url, IAsyncDisposable Process)> StartAsync()
        {
            var silo = await ServerProcess.StartSiloAsync(directory.Path);
            return (silo.Url, silo);
        }
    }
}
