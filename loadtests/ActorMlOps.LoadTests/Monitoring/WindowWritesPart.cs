using System.Diagnostics;
using System.Globalization;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Storage;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using Orleans.Runtime;
using Orleans.Storage;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// What it costs to make the windows of features durable with every pane period: a minute of deliveries to versions of 20 features at 200
/// rows a second each, as fast as the embedded store takes them. Bytes are those that the process gave to the system to write, the store's
/// journal included.
/// </summary>
internal static class WindowWritesPart
{
    public const string Name = "window-writes";

    private const int RowsPerSecond = 200;
    private const int ReferenceRows = 20_000;
    private const double MostWritesPerSecond = 110;
    private static readonly int[] Versions = [1, 200];
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(LoadOptions options, Report report)
    {
        report.Say("");
        report.Say($"{Name}: versions of {WideModel.Features} features, {RowsPerSecond} rows/s each; a minute of deliveries, embedded store");
        await using var silo = await OwnSilo.StartAsync();
        var storage = new CountingStorage(silo.Services.GetRequiredKeyedService<IGrainStorage>("actormlops"));
        foreach (var versions in Versions)
        {
            var period = TimeSpan.FromSeconds(Math.Clamp(versions / 100.0, 1, 10));
            var (writes, bytes, cpu) = await MeasureAsync(storage, versions, period);
            report.Say(
                $"{versions} versions, a delivery each every {period.TotalSeconds:0.#} s: {writes:0.0} writes/s, "
                + $"{bytes / (1 << 20):0.00} MB/s to files, {cpu * 1000:0.0} ms of CPU a second");
            if (versions > 1)
                report.Add(new Goal("window-writes-per-second", writes, MostWritesPerSecond, "/s", AtLeast: false));
        }
    }

    /// <returns>Of each second of the minute.</returns>
    private static async Task<(double Writes, double Bytes, double Cpu)> MeasureAsync(
        CountingStorage storage, int versions, TimeSpan period)
    {
        using var process = Process.GetCurrentProcess();
        var profile = Profile();
        var start = TimeProvider.System.GetUtcNow();
        var source = new PaneSource(TelemetryPart.Spec, profile, start);
        var takes = Enumerable.Range(0, (int)(Length / period)).Select(_ =>
        {
            source.Feed((int)(RowsPerSecond * period.TotalSeconds), period);
            return source.Take();
        }).ToArray();
        var stores = Enumerable.Range(0, versions).Select(v => new TimelineStore<byte[]>(
            new RowStore(storage), Name, $"{versions}/{v}", "", Merge, TimeProvider.System, large: true)).ToArray();
        foreach (var store in stores)
            await store.LoadAsync();

        storage.Writes = 0;
        var (sender, bytes, cpu) = (Guid.NewGuid(), WrittenBytes(), process.TotalProcessorTime);
        foreach (var take in takes)
        {
            foreach (var store in stores)
                await store.AppendAsync(sender, [.. take.Select(p => (p.Operations.Header, p.Counters![0]))]);
        }
        process.Refresh();
        var seconds = Length.TotalSeconds;
        return (storage.Writes / seconds, (WrittenBytes() - bytes) / seconds, (process.TotalProcessorTime - cpu).TotalSeconds / seconds);

        byte[] Merge(byte[] a, byte[] b) => WindowSum.Merge(profile, a, b);
    }

    private static ReferenceProfile Profile()
    {
        var rows = WideModel.Rows(ReferenceRows);
        var columns = Enumerable.Range(0, WideModel.Features)
            .Select(f => ColumnProfile.Float32($"f{f}", Array.ConvertAll(rows, r => r[f])));
        return new([.. columns], ReferenceRows);
    }

    private static double WrittenBytes()
    {
        var line = File.ReadLines("/proc/self/io").First(l => l.StartsWith("wchar:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private sealed class CountingStorage(IGrainStorage inner) : IGrainStorage
    {
        public long Writes { get; set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Writes++;
            return inner.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            inner.ClearStateAsync(stateName, grainId, grainState);
    }
}
