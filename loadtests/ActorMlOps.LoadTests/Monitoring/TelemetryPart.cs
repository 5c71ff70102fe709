using System.Diagnostics;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;
using Orleans.Serialization;

namespace ActorMlOps.LoadTests.Monitoring;

/// <summary>
/// What a silo sends of a version of 20 features to its receivers: rows come at a rate to the pane's input, on a simulated clock; every second
/// the panes are taken and put into deliveries as a silo does, and the bytes of their arguments and answers are counted as Orleans writes them
/// to another silo (without the headers of its messages, some 100 bytes a call). That an idle version sends nothing is asked of a real silo.
/// </summary>
internal static class TelemetryPart
{
    public const string Name = "telemetry";

    private const int ReferenceRows = 100_000;
    private const int SlowRate = 100_000;
    private const int FastRate = 1_000_000;
    private const int BytesPerValue = 4;
    private const int MostBytesPerFeature = 2_048;
    private const double MostGrowth = 1.2;

    /// <summary>
    /// Bytes of a pane of few rows that neither its rows nor its features make: what it consists of and how long that is, number of rows
    /// and fingerprint of the reference, width of a row and seed of the sample.
    /// </summary>
    private const int OncePerPane = 11;
    private static readonly int[] PaneRows = [1, 2, 3, 4, 8, 16, 17, 28, 29, 32, 48, 64, 96, 127, 128, 500, 4_000, 16_000, 100_000];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(25);
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(LoadOptions options, Report report)
    {
        report.Say("");
        report.Say($"{Name}: a version of {WideModel.Features} features; bytes as they are sent to another silo");
        var profile = Profile();
        MeasurePanes(profile, report);
        var seconds = (int)Math.Ceiling(options.Duration.TotalSeconds);
        var (slow, fast) = (BytesPerSecond(profile, SlowRate, seconds), BytesPerSecond(profile, FastRate, seconds));
        report.Say($"{SlowRate:N0} rows/s: {slow.Bytes:N0} B/s in {slow.Panes:0} panes/s; {FastRate:N0} rows/s: {fast.Bytes:N0} B/s in {fast.Panes:0} panes/s");
        report.Add(new Goal("telemetry-growth", fast.Bytes / slow.Bytes, MostGrowth, "x", AtLeast: false));
        var idle = await CountIdleAsync(options.Duration);
        report.Say($"idle: {idle} deliveries in {options.Duration.TotalSeconds:0.#} s, after {Settled.TotalSeconds:0} s without a request");
        report.Add(new Goal("telemetry-idle-deliveries", idle, 0, "", AtLeast: false));
    }

    private static ReferenceProfile Profile()
    {
        var rows = WideModel.Rows(ReferenceRows);
        return new(
            [.. Enumerable.Range(0, WideModel.Features).Select(f => ColumnProfile.Float32($"f{f}", Array.ConvertAll(rows, r => r[f])))],
            ReferenceRows);
    }

    internal static VersionSpec Spec { get; } = new(
        new("wide", "1"), "", new([new("features", TensorType.Fp32, [-1, WideModel.Features])], [], BatchMode.Dynamic),
        [.. Enumerable.Range(0, WideModel.Features).Select(f => new FeatureSpec($"f{f}", FeatureKind.Numeric, 0, f, TensorType.Fp32))],
        OutputSpec.Unwatched, null, [], 1, new());

    /// <remarks>
    /// In the bound is all of a pane's value that its rows and features make: their values or counters, sampled rows, hashes of rows. Not in
    /// it is what a pane has once, whatever it holds (<see cref="OncePerPane"/>), nor its header and the call that it travels in, which are
    /// told beside it. The version's predictions are not watched here: they take up to 12 bytes a row more, or their counters.
    /// </remarks>
    private static void MeasurePanes(ReferenceProfile profile, Report report)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        foreach (var rows in PaneRows)
        {
            var value = PaneSource.PaneOf(Spec, profile, rows);
            var (bytes, most) = (value.Length - OncePerPane, Math.Min(BytesPerValue * rows, MostBytesPerFeature) * WideModel.Features);
            var sections = Enum.GetValues<PaneSection>()
                .Select(s => (Section: s, PaneValue.Section(value, s).Length))
                .Where(s => s.Length > 0)
                .Select(s => $"{s.Section} {s.Length:N0}");
            var delta = new DriftDelta(Guid.NewGuid(), new('0', 64), [new(new(1, 0, rows, 0, 0), value)]);
            report.Say(
                $"a pane of {rows,7:N0} rows: {bytes,7:N0} B and {OncePerPane} once, {(double)bytes / WideModel.Features,5:N0} a feature; " +
                $"wanted at most {most,7:N0} B ({string.Join(", ", sections)}; " +
                $"header and call {serializer.SerializeToArray(delta).Length - value.Length} B)");
            report.Add(new Goal("telemetry-pane-bytes", (double)bytes / most, 1, "x", AtLeast: false));
        }
    }

    private static (double Bytes, double Panes) BytesPerSecond(ReferenceProfile profile, int rate, int seconds)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var source = new PaneSource(Spec, profile, Start);
        source.Feed(rate, Second);
        source.Take();
        var (bytes, panes, sender) = (0L, 0, Guid.NewGuid());
        for (var second = 0; second < seconds; second++)
        {
            source.Feed(rate, Second);
            foreach (var call in source.Take().Chunk(PaneCourier.PanesPerCall))
            {
                bytes += Bytes(serializer, sender, call);
                panes += call.Length;
            }
        }
        return ((double)bytes / seconds, (double)panes / seconds);
    }

    private static long Bytes(Serializer serializer, Guid sender, FrozenPane[] panes)
    {
        long[] firstRows = [.. panes.Select(p => p.Operations.Header.RowsBefore)];
        var last = panes[^1].Operations.Header.Sequence;
        return serializer.SerializeToArray(new VersionDelta(sender, [.. panes.Select(p => p.Operations)])).Length
            + serializer.SerializeToArray(new DeltaReceipt(last, last, firstRows)).Length
            + serializer.SerializeToArray(new DriftDelta(
                sender, new('0', 64), [.. panes.Select((p, i) => new DriftPane(p.Operations.Header with { FirstRow = firstRows[i] }, p.Counters![0]))])).Length
            + serializer.SerializeToArray(new DeltaReceipt(last, last, firstRows)).Length;
    }

    /// <summary>Rounds of deliveries of a real silo's panes, from when it has settled.</summary>
    private static async Task<long> CountIdleAsync(TimeSpan duration)
    {
        await using var silo = await OwnSilo.StartAsync();
        using var api = new SiloApi(silo.Url);
        await api.RegisterAsync(SampleModel.Logistic);
        foreach (var row in ElectricityRows.Read().Take(100))
            await api.InferAsync(SampleModel.Logistic.Name, SiloApi.Version, row);
        var (before, rounds) = (0L, 0L);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (activity.OperationName == Telemetry.Spans.Pane)
                    Interlocked.Increment(ref rounds);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await Task.Delay(Settled, TimeProvider.System);
        if ((before = Interlocked.Read(ref rounds)) == 0)
            throw new LoadTestException("No pane was delivered although rows were predicted.");
        await Task.Delay(duration, TimeProvider.System);
        return Interlocked.Read(ref rounds) - before;
    }
}
