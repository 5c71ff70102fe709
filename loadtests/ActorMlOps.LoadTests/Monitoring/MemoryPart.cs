using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// Memory of silos in processes of their own: a few versions at 200 rows a second, whose windows are as large as they get, for the bytes of a
/// feature; and 1,000 versions with 200 rows a minute, all loaded, for what a silo needs in all.
/// </summary>
internal static class MemoryPart
{
    public const string Name = "memory";

    private const int FewVersions = 24;
    private const int ManyVersions = 1_000;
    private const double Kilobyte = 1 << 10;
    private const double Megabyte = 1 << 20;
    private const double MostKilobytes = 64;
    private const double MostMegabytes = 2_048;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task RunAsync(LoadOptions options, Report report)
    {
        report.Say("");
        report.Say($"{Name}: silos that watch versions of {WideModel.Features} features for an hour; resident memory after collection");
        var few = await MeasureAsync(FewVersions, takes: 360, rows: 2_000);
        var perFeature = few.WindowHeap / Kilobyte / (FewVersions * WideModel.Features);
        report.Say($"{FewVersions} versions, 200 rows/s each: {perFeature:0.0} KB of heap a feature and version for the hour's windows");
        report.Add(new Goal("memory-per-feature", perFeature, MostKilobytes, "KB", AtLeast: false));

        var many = await MeasureAsync(ManyVersions, takes: 60, rows: 200);
        report.Say(
            $"{ManyVersions:N0} versions, 200 rows a minute each: {many.Registered / Megabyte:N0} MB registered, "
            + $"{many.Kept / Megabyte:N0} MB with the hour's windows, {many.Loaded / Megabyte:N0} MB with all models loaded");
        report.Say(
            $"of that, windows: {many.WindowHeap / Kilobyte / (ManyVersions * WideModel.Features):0.0} KB of heap a feature and version; "
            + $"at 200 rows/s each they would be {perFeature * ManyVersions * WideModel.Features / Kilobyte:N0} MB");
        report.Add(new Goal("memory-1000-versions", many.Loaded / Megabyte, MostMegabytes, "MB", AtLeast: false));
    }

    /// <exception cref="LoadTestException">The process failed.</exception>
    public static async Task<MemoryFigures> MeasureAsync(int versions, int takes, int rows)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "ActorMlOps.LoadTests.dll"), MemoryProbe.Command,
            .. new[] { versions, takes, rows }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<MemoryFigures>((await output).TrimEnd().Split('\n')[^1])!
                : throw new LoadTestException($"{MemoryProbe.Command}: {await errors}");
        }
        catch (TimeoutException)
        {
            throw new LoadTestException($"{MemoryProbe.Command} was not done after {Patience.TotalMinutes:0} minutes.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
