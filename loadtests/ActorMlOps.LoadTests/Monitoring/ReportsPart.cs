using System.Diagnostics;
using ActorMlOps.Grains.Registry;
using ActorMlOps.LoadTests.Drivers;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// Time of reports, one after another: of the version's grains over a full hour of 20 features, at 200 rows a second with a label for one row
/// in twenty; and of a drift report from raw rows, 100,000 against 100,000, both sides counted, on one thread, so that time is CPU time.
/// </summary>
internal static class ReportsPart
{
    public const string Name = "reports";

    private const int Takes = 360;
    private const int RowsPerTake = 2_000;
    private const int Labels = Takes * RowsPerTake / 20;
    private const int RawRows = 100_000;
    private const int RawRuns = 20;
    private const int WarmUps = 20;

    /// <summary>What scipy's tests of such columns take: rows of 20 columns a CPU second (reference and current rows of 100,000).</summary>
    private const double ScipyRowsPerSecond = 35_000;

    private const double LeastTimesScipy = 30;
    private const double MostKeptMs = 5;
    private static readonly string[] Methods = [DriftMethods.Psi, DriftMethods.Ks, DriftMethods.Js, DriftMethods.Wasserstein];

    public static async Task RunAsync(LoadOptions options, Report report)
    {
        report.Heading($"{Name}: a full hour of {WideModel.Features} features, {Takes * RowsPerTake:N0} rows, {Labels:N0} labels; a request is a report");
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        using var model = new WideModel();
        await api.PutAsync("wide", SiloApi.Version, model.File, model.Reference, WideModel.Config);
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        var spec = (await grains.GetGrain<IModelGrain>("wide").GetSpec(SiloApi.Version))!;
        var profile = await silo.Services.GetRequiredService<ProfileCache>().GetAsync(spec.ProfileSha256!);
        var end = TimeProvider.System.GetUtcNow();
        await WatchedHour.DeliverAsync(grains, spec, WatchedHour.Panes(spec, profile, end, Takes, RowsPerTake));
        await WatchedHour.LabelAsync(grains, spec, end, Labels, Takes * RowsPerTake);

        var range = WindowRange.Time(end - WatchedHour.Length, end + TimeSpan.FromSeconds(10));
        var drift = grains.GetGrain<IDriftGrain>(spec.Key.ToString());
        var version = grains.GetGrain<IModelVersionGrain>(spec.Key.ToString());
        var kept = await TimeAsync("drift, the hour", options, report, async () =>
            (await drift.Report(range, null)).Window.Rows >= Takes * RowsPerTake * 0.99);
        await TimeAsync("drift, 5 minutes", options, report, async () =>
            (await drift.Report(WindowRange.Time(end - TimeSpan.FromMinutes(5), end), null)).Window.Rows > 0);
        await TimeAsync("performance, the hour", options, report, async () => (await version.Performance(range, null, null)).Labelled == Labels);
        await TimeAsync("performance, series", options, report, async () =>
            (await version.Performance(range, null, TimeSpan.FromMinutes(5))).Labelled == Labels);
        report.Add(new Goal("drift-report-kept-ms", kept, MostKeptMs, "ms", AtLeast: false));
        FromRawRows(report);
    }

    /// <returns>Median, ms.</returns>
    private static async Task<double> TimeAsync(string system, LoadOptions options, Report report, Func<Task<bool>> make)
    {
        for (var i = 0; i < WarmUps; i++)
            await make();
        var result = new LoopResult();
        var measured = await Measurement.TakeAsync(null, 1, async () =>
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < options.Duration)
            {
                var began = Stopwatch.GetTimestamp();
                if (!await make())
                    throw new LoadTestException($"{system}: the report lacks rows.");
                var elapsed = Stopwatch.GetElapsedTime(began);
                result.Add(Answer.Accepted, elapsed, elapsed);
            }
            result.Elapsed = Stopwatch.GetElapsedTime(started);
            return result;
        });
        report.Add(ReportRow.Of(Name, "wide", system, null, measured));
        return result.Latencies.Milliseconds(50)!.Value;
    }

    private static void FromRawRows(Report report)
    {
        string[] names = [.. Enumerable.Range(0, WideModel.Features).Select(f => $"f{f}")];
        var rows = WideModel.Rows(2 * RawRows);
        var (reference, current) = (Columns(rows[..RawRows]), Columns(rows[RawRows..]));
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < RawRuns; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var counted = RawColumns.Count(names, reference, current);
            Statistics.Drift.DriftReport.Evaluate(counted.Profile, counted.Window, DriftOptions.Default with { Methods = Methods });
            if (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < best)
                best = elapsed;
        }
        var rate = RawRows / best.TotalSeconds;
        report.Say($"from raw rows, {RawRows:N0} against {RawRows:N0}: {best.TotalMilliseconds:0.0} ms, {rate:N0} rows/s of {WideModel.Features} columns (best of {RawRuns})");
        report.Add(new Goal("drift-report-vs-rows", rate / ScipyRowsPerSecond, LeastTimesScipy, "x", AtLeast: true));
    }

    private static ReadOnlyMemory<float>[] Columns(float[][] rows) =>
        [.. Enumerable.Range(0, WideModel.Features).Select(f => (ReadOnlyMemory<float>)Array.ConvertAll(rows, r => r[f]))];
}
