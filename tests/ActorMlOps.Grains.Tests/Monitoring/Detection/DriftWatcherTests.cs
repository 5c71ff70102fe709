using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

public sealed class DriftWatcherTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly ReferenceProfile Profile = new(
        [ColumnProfile.Numeric("a", [.. Enumerable.Range(0, 2_000).Select(i => i % 100 / 100.0)]), ColumnProfile.Categorical("b", [.. Enumerable.Range(0, 2_000).Select(i => i % 3 == 0 ? "x" : "y")])],
        2_000);

    private readonly TestStorage _storage = new();
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly FakeDesk _desk = new();

    /// <summary>The law of panes and detectors: what is delivered together, again, or after a crash makes no difference to what is bet on.</summary>
    [Fact]
    public void Take_AnySplitIntoDeliveriesWithRepeatsCrashesAndFaults_GivesTheSameDetectors() => Gen.Select(
        Gen.Int[1, 300].Array[5, 90], Gen.Int[0, 2].Array[90], Gen.Int[1, 9].Array[40], Gen.Int[0, 9].Array[97]).Sample((rows, gaps, batches, fates) =>
    {
        var panes = Panes(rows, gaps);
        var expected = RunAsync(panes, [1], [5]).GetAwaiter().GetResult();
        var actual = RunAsync(panes, batches, fates).GetAwaiter().GetResult();
        Assert.Equal(expected.Newest, actual.Newest);
        for (var c = 0; c < expected.Columns.Length; c++)
        {
            Assert.Equal(expected.Columns[c].Detector, actual.Columns[c].Detector);
            Assert.Equal(expected.Columns[c].Window.Newer, actual.Columns[c].Window.Newer);
            Assert.Equal((expected.Columns[c].RunRows, expected.Columns[c].RunSeconds), (actual.Columns[c].RunRows, actual.Columns[c].RunSeconds));
        }
    }, iter: 80);

    [Fact]
    public async Task Look_Drift_RaisesOneAlertAndStartsAnewWhenItIsAcknowledged()
    {
        var (store, watcher) = await OpenAsync(_storage, _clock, _desk);
        await FeedAsync(store, watcher, 1, 20, drifted: true);
        await watcher.LookAsync();
        var alarm = Assert.Single(watcher.Report().Detectors, d => d.Feature == "a").Alarm;
        Assert.NotNull(alarm);
        var firing = Assert.Single(_desk.Told);
        Assert.Equal((AlertKind.Drift, SignalState.Firing, "a"), (firing.Kind, firing.State, firing.Feature));
        Assert.Equal(AlertGuarantee.Unverified, firing.Evidence.Guarantee);
        Assert.True(firing.Evidence.Value >= firing.Evidence.Threshold);
        Assert.InRange(double.Parse(firing.Evidence.Details!["psi"], System.Globalization.CultureInfo.InvariantCulture), 0.1, 20);

        // Said again whenever it looks, also by the next activation; what comes meanwhile is passed over.
        (_, watcher) = await OpenAsync(_storage, _clock, _desk);
        Assert.Equal([SignalState.Firing, SignalState.Firing], _desk.Told.Select(s => s.State));
        Assert.Equal(alarm, watcher.Report().Detectors[0].Alarm);

        _desk.Answer = _ => new("m:1", AlertPhase.Acknowledged);
        await watcher.LookAsync();
        Assert.Null(watcher.Report().Detectors[0].Alarm);
        _desk.Told.Clear();
        await watcher.LookAsync();
        Assert.Equal(SignalState.Recovered, Assert.Single(_desk.Told).State);
        _desk.Told.Clear();
        await watcher.LookAsync();
        Assert.Empty(_desk.Told);
        Assert.Equal(1, watcher.Report().Detectors[0].Alarms);
    }

    [Fact]
    public async Task Look_AdoptRowsAfterAnAcknowledgedAlarm_TakesTheDriftForTheReference()
    {
        var (store, watcher) = await OpenAsync(_storage, _clock, _desk, new() { AdoptRows = 1_000 });
        var next = await FeedAsync(store, watcher, 1, 20, drifted: true);
        _desk.Answer = _ => new("m:1", AlertPhase.Acknowledged);
        await watcher.LookAsync();
        Assert.Equal(DetectorStatus.Learning, watcher.Report().Detectors[0].Status);
        next = await FeedAsync(store, watcher, next, 40, drifted: true);
        await watcher.LookAsync();
        var detector = watcher.Report().Detectors[0];
        // A new reference makes a new detector.
        Assert.Equal((DetectorStatus.Watching, 0L), (detector.Status, detector.Alarms));
        await FeedAsync(store, watcher, next, 20, drifted: false);
        _desk.Answer = _ => new("m:2", AlertPhase.Open);
        await watcher.LookAsync();
        Assert.Equal(DetectorStatus.Alarm, watcher.Report().Detectors[0].Status);
    }

    [Fact]
    public async Task Take_ShareThatHasRunOut_BetsOnNothingUntilThereIsOneAgain()
    {
        _desk.Until = Start.AddMinutes(30);
        var (store, watcher) = await OpenAsync(_storage, _clock, _desk);
        _clock.SetUtcNow(Start.AddMinutes(31));
        await FeedAsync(store, watcher, 1, 20, drifted: true);
        await watcher.LookAsync();
        Assert.All(watcher.Report().Detectors, d => Assert.Equal(0, d.Steps));
        _desk.Until = DateTimeOffset.MaxValue;
        await watcher.LookAsync();
        Assert.NotNull(watcher.Report().Detectors[0].Alarm);
    }

    [Fact]
    public async Task Take_RowsAlikeTheReference_RaisesNothing()
    {
        var (store, watcher) = await OpenAsync(_storage, _clock, _desk);
        await FeedAsync(store, watcher, 1, 200, drifted: false);
        await watcher.LookAsync();
        Assert.Empty(_desk.Told);
        Assert.All(watcher.Report().Detectors, d => Assert.True(d.Steps > 100 && d.LogEvidence < d.LogThreshold));
    }

    private static (PaneHeader Header, byte[] Value)[] Panes(int[] rows, int[] gaps)
    {
        var panes = new (PaneHeader, byte[])[rows.Length];
        var (hop, before) = (WindowGrid.HopOf(Start), 0L);
        for (var i = 0; i < panes.Length; i++)
        {
            hop += gaps[i % gaps.Length] * WindowGrid.HopSeconds;
            panes[i] = (new(i + 1, hop, rows[i], before, -1), Value(rows[i], i, drifted: i > rows.Length / 2));
            before += rows[i];
        }
        return panes;
    }

    private static byte[] Value(int rows, int seed, bool drifted)
    {
        var window = new WindowCounters(Profile);
        var random = new Random(seed);
        for (var r = 0; r < rows; r++)
        {
            window.Columns[0].Add(drifted ? 0.2 + (random.NextDouble() * 0.6) : random.NextDouble());
            window.Columns[1].AddCategory(random.Next(3) == 0 ? "x" : "y");
        }
        window.AddRows(rows);
        return window.Encode();
    }

    private async Task<int> FeedAsync(TimelineStore<byte[]> store, DriftWatcher watcher, int first, int count, bool drifted)
    {
        for (var i = first; i < first + count; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(WindowGrid.HopSeconds));
            await store.AppendAsync(Sender, [(new(i, WindowGrid.HopOf(_clock.GetUtcNow()), 150, (i - 1) * 150L, -1), Value(150, i, drifted))]);
            await watcher.TakeAsync();
        }
        return first + count;
    }

    private static readonly Guid Sender = new("00000000-0000-0000-0000-000000000001");

    /// <summary>Delivers the panes in batches of the given sizes; fates say what goes wrong with each.</summary>
    private static async Task<DriftWatchState> RunAsync((PaneHeader Header, byte[] Value)[] panes, int[] batches, int[] fates)
    {
        var (storage, clock, desk) = (new TestStorage(), new FakeTimeProvider(Start), new FakeDesk());
        var (store, watcher) = await OpenAsync(storage, clock, desk);
        var (writes, step) = (0, 0);
        storage.OnWrite = (_, _) => fates[writes++ % fates.Length] switch { 0 => Fault.Refused, 1 => Fault.WrittenButThrows, _ => Fault.None };
        for (var at = 0; at < panes.Length;)
        {
            var batch = panes.Skip(at).Take(batches[step++ % batches.Length]).ToArray();
            var (now, fate) = (DateTimeOffset.FromUnixTimeSeconds(batch[^1].Header.Hop + 5), fates[step % fates.Length]);
            try
            {
                await store.AppendAsync(Sender, batch);
                // A pane that comes more than half a minute after its hop is of another step: here none does.
                if (now > clock.GetUtcNow())
                    clock.SetUtcNow(now);
                await watcher.TakeAsync();
                if (fate == 2)
                    await watcher.LookAsync();
                if (fate == 3)
                    (store, watcher) = await OpenAsync(storage, clock, desk);
                // Sometimes the receipt gets lost, and all of it comes again.
                at += fate == 4 ? 0 : batch.Length;
            }
            catch (Exception e) when (e is IOException or InconsistentStateException)
            {
                (store, watcher) = await OpenAsync(storage, clock, desk);
            }
        }
        storage.OnWrite = (_, _) => Fault.None;
        (_, watcher) = await OpenAsync(storage, clock, desk);
        clock.Advance(TimeSpan.FromMinutes(2));
        await watcher.LookAsync();
        var row = await new RowStore(storage).ReadAsync<DriftWatchState>(StorageNames.Detectors, "m@1");
        return row.Value!;
    }

    private static async Task<(TimelineStore<byte[]> Store, DriftWatcher Watcher)> OpenAsync(
        TestStorage storage, TimeProvider clock, FakeDesk desk, DetectorsConfig? config = null)
    {
        var rows = new RowStore(storage);
        while (true)
        {
            try
            {
                var store = new TimelineStore<byte[]>(rows, StorageNames.Drift, "m@1", "p", Merge, clock, large: true);
                await store.LoadAsync();
                var spec = Specs.Version("1", Specs.Regression with { Task = TaskKind.None }, features: ["a", "b"]) with { ProfileSha256 = "p", Detectors = config };
                var watcher = new DriftWatcher(
                    "m@1", spec, Profile, store, v => WindowCounters.Decode(Profile, v), [], rows, desk, clock, NullLogger.Instance);
                await watcher.LookAsync();
                return (store, watcher);
            }
            catch (Exception e) when (e is IOException or InconsistentStateException)
            {
                // The storage refused; the next activation tries again.
            }
        }
    }

    private static byte[] Merge(byte[] a, byte[] b)
    {
        var merged = WindowCounters.Decode(Profile, a);
        merged.Merge(WindowCounters.Decode(Profile, b));
        return merged.Encode();
    }
}
