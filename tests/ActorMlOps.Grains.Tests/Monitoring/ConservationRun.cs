using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Orleans.Runtime;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>One schedule: predictions of <c>m@1</c> on both silos, observations of <c>o@1</c>, and what goes wrong meanwhile.</summary>
internal sealed class ConservationRun : IAsyncDisposable
{
    private const int Steps = 12;
    private const int Most = 400;
    private const int ObserveAttempts = 40;

    private static readonly string[] Tables = ["operations", "drift", "observations", "label-log", "label-state"];
    private static readonly TimeSpan Hop = TimeSpan.FromSeconds(WindowGrid.HopSeconds);
    private static readonly WindowRange Everything = WindowRange.Count(0, long.MaxValue / 2);
    private static readonly Elec2 Data = Elec2.Instance;

    private readonly int _seed;
    private readonly Random _random;
    private readonly GrainsCluster _cluster;
    private readonly StandingClock _clock;
    private readonly UnreliableWire _wire;
    private readonly VersionSpec _spec;
    private readonly List<ExecutedRows> _predicted = [];
    private readonly List<ExecutedRows> _observed = [];
    private readonly List<string> _log = [];
    private ObservationBatch? _previous;
    private bool _killing;
    private volatile int _faults;
    private volatile bool _slow;

    private ConservationRun(int seed, GrainsCluster cluster, StandingClock clock, UnreliableWire wire, VersionSpec spec)
    {
        (_seed, _random, _cluster, _clock, _wire, _spec) = (seed, new(seed), cluster, clock, wire, spec);
        var fates = Enumerable.Range(0, 500).Select(_ => _random.Next(4)).ToArray();
        var (writes, reads) = (0, 0);
        cluster.Storage.OnWrite = (table, _) => !Tables.Contains(table) || _faults <= 0
            ? Fault.None
            : fates[Interlocked.Increment(ref writes) % fates.Length] switch
            {
                0 => Spend(Fault.Refused),
                1 => Spend(Fault.WrittenButThrows),
                _ => Fault.None,
            };
        cluster.Storage.OnRead = (_, _) => _slow
            ? Task.Delay(TimeSpan.FromMilliseconds(fates[Interlocked.Increment(ref reads) % fates.Length] * 5), TimeProvider.System)
            : Task.CompletedTask;
    }

    private string Told => $"seed {_seed}: {string.Join(", ", _log)}";

    private long Now => WindowGrid.HopOf(_clock.GetUtcNow());

    public static async Task<ConservationRun> StartAsync(int seed)
    {
        var (clock, wire) = (new StandingClock(TimeProvider.System.GetUtcNow()), new UnreliableWire(seed));
        var cluster = await GrainsCluster.StartAsync(silos: 2, configure: silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(clock);
            silo.AddOutgoingGrainCallFilter(wire);
        });
        foreach (var model in (string[])["m", "o"])
            await cluster.RegisterAsync(model, "1", Files.Model("elec2", "v1"), Data.Csv(0, 500), Elec2.Config);
        wire.Grains = cluster.Grains;
        return new(seed, cluster, clock, wire, (await cluster.Model("m").GetSpec("1"))!);
    }

    public async Task PlayAsync()
    {
        await PredictAsync(0);
        await PredictAsync(1);
        for (var step = 0; step < Steps; step++)
            await StepAsync(_random.Next(14));
    }

    /// <summary>Kills the second silo with all receivers on it, in the middle of its predictions and of an observation.</summary>
    public async Task KillAsync()
    {
        await SettleAsync();
        await _cluster.MoveAsync(_cluster.Orleans.Silos[1].SiloAddress, Receivers());
        _log.Add("receivers on 1");
        _clock.Advance(Hop);
        _killing = true;
        for (var calls = _random.Next(1, 4); calls > 0; calls--)
            await PredictAsync(1);
        var observing = ObserveAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1_300)), TimeProvider.System);
        _log.Add("kill 1");
        await _cluster.Orleans.KillSiloAsync(_cluster.Orleans.Silos[1]);
        await observing;
        _killing = false;
        _clock.Advance(Hop);
    }

    /// <summary>Waits until everything has come, then compares what is stored with the rows.</summary>
    public async Task CheckAsync()
    {
        await SettleAsync();
        await CheckAsync("m", _predicted);
        await CheckAsync("o", _observed);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private async Task StepAsync(int action)
    {
        switch (action)
        {
            case 0:
                _log.Add("deactivate all");
                await _cluster.DeactivateAllAsync();
                break;
            case 1:
                _log.Add("move receivers");
                foreach (var receiver in Receivers())
                    await receiver.Cast<IGrainManagementExtension>().MigrateOnIdle();
                break;
            case 2:
                _faults = _random.Next(1, 8);
                _log.Add($"{_faults} faults");
                break;
            case 3:
                _slow = !_slow;
                _log.Add($"slow reads {_slow}");
                break;
            case 4 or 5:
                _wire.IsCalm = !_wire.IsCalm;
                _log.Add($"calm wire {_wire.IsCalm}");
                break;
            case 6:
                var pause = _random.Next(200, 1200);
                _log.Add($"{pause} ms");
                await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System);
                break;
            case 7:
                var seconds = _random.Next(1, 40);
                _log.Add($"{seconds} s later");
                _clock.Advance(TimeSpan.FromSeconds(seconds));
                break;
            case 8 when _random.Next(2) == 0:
                // Trouble on its last deliveries would be a loss that is not the silo's.
                Calm();
                _log.Add("stop 1");
                await _cluster.Orleans.StopSiloAsync(_cluster.Orleans.Silos[1]);
                await _cluster.Orleans.StartAdditionalSiloAsync();
                break;
            case 9 or 10:
                await ObserveAsync();
                break;
            default:
                await PredictAsync(_random.Next(2));
                break;
        }
    }

    private async Task PredictAsync(int silo)
    {
        var (first, rows) = (_random.Next(Data.Rows - Most), _random.Next(10) < 3 ? _random.Next(1, 20) : _random.Next(1, Most));
        _log.Add($"{rows} rows on {silo}");
        var grains = _cluster.Orleans.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();
        var part = (await grains.GetGrain<IPredictorGrain>("m@1").Predict(Data.Request(first, rows, $"p{_predicted.Count}"))).Parts[0];
        Assert.True(part.Outcome == PredictOutcome.Ok, $"{Told}: {part.Outcome} {part.Message}");
        var (predicted, scores) = (new double[rows], new float[rows]);
        TensorData[] outputs = [.. part.Outputs!.Tensors.Select(t => new TensorData(t.Data))];
        new OutputReader(_spec.Output, _spec.Signature).Read(outputs, rows, predicted, scores);
        _predicted.Add(new(Now, first, predicted, scores, IsAtRisk: _killing && silo == 1));
    }

    private async Task ObserveAsync()
    {
        var (first, rows) = (_random.Next(Data.Rows - Most), _random.Next(1, Most));
        var (batch, again) = (Observed.Elec2("p", _observed.Count + 1, first, rows), _random.Next(3) == 0);
        _log.Add($"{rows} rows observed");
        if (again && _previous is not null)
            await SendAsync(_previous);
        await SendAsync(batch);
        _previous = batch;
        _observed.Add(new(Now, first, [.. Enumerable.Repeat(1.0, rows)], [.. Enumerable.Repeat(float.NaN, rows)], IsAtRisk: false));
    }

    /// <summary>As a producer does: again until it is acknowledged.</summary>
    private async Task SendAsync(ObservationBatch batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Assert.Empty((await _cluster.Observations("o", "1").Observe(batch)).Errors);
                return;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException && attempt < ObserveAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private void Calm()
    {
        _faults = 0;
        _slow = false;
        _wire.IsCalm = true;
    }

    /// <summary>What a silo executes last is delivered last: when it is in the windows, everything before is.</summary>
    private async Task SettleAsync()
    {
        Calm();
        _clock.Advance(Hop);
        for (var silo = 0; silo < _cluster.Orleans.Silos.Count; silo++)
            await PredictAsync(silo);
        await ObserveAsync();
        var range = WindowRange.Time(DateTimeOffset.FromUnixTimeSeconds(Now), DateTimeOffset.FromUnixTimeSeconds(Now) + Hop);
        foreach (var (model, executed) in new[] { ("m", _predicted), ("o", _observed) })
        {
            var expected = executed.Where(e => e.Hop == Now).Sum(e => (long)e.Rows);
            await Eventually.GetAsync(
                async () =>
                {
                    var operations = (await _cluster.Version(model, "1").Windows(range, null)).Window.Rows;
                    return (operations, (await _cluster.Drift(model, "1").Report(range, null)).Window.Rows);
                },
                rows => rows == (expected, expected),
                rows => $"{Told}: {model} has {rows} of {expected} rows");
        }
        _clock.Advance(Hop);
    }

    private IAddressable[] Receivers() =>
    [
        _cluster.Drift("m", "1"), _cluster.Version("m", "1"),
        _cluster.Drift("o", "1"), _cluster.Version("o", "1"), _cluster.Observations("o", "1"),
    ];

    private async Task CheckAsync(string model, List<ExecutedRows> executed)
    {
        var cells = await StoredAsync(model);
        Assert.Equal(0, (await _cluster.AllWindowsAsync(model, "1")).RowsLost);
        var (rows, inWindows) = (0L, 0L);
        foreach (var hop in executed.Select(e => e.Hop).Union(cells.Keys).Order())
        {
            var at = DateTimeOffset.FromUnixTimeSeconds(hop);
            var all = executed.Where(e => e.Hop == hop).ToList();
            var (safe, most) = (all.Where(e => !e.IsAtRisk).Sum(e => (long)e.Rows), all.Sum(e => (long)e.Rows));
            var operations = (await _cluster.Version(model, "1").Windows(WindowRange.Time(at, at + Hop), null)).Window.Rows;
            var drift = cells.TryGetValue(hop, out var window) ? window.Rows : 0;
            var told = $"{Told}: {model} at {at:T}";
            Assert.True(operations >= safe && operations <= most, $"{told}: {operations} of {safe} to {most} rows");
            Assert.True(drift >= safe && drift <= operations, $"{told}: features of {drift} of {safe} to {operations} rows");
            // What is kept of a killed silo are the first of its rows: it delivered them in their order.
            if (window is not null)
                AssertSame(ExecutedRows.Recount(_spec, window.Profile, ExecutedRows.Take(all, drift)), window, told);
            (rows, inWindows) = (rows + most, inWindows + operations);
        }
        var atRisk = executed.Where(e => e.IsAtRisk).Sum(e => (long)e.Rows);
        Assert.InRange(rows - inWindows, 0, atRisk);
        Assert.Equal(inWindows, (await _cluster.AllWindowsAsync(model, "1")).Window.Rows);
    }

    /// <summary>The counters of each hop, read from what would be left if all silos died now.</summary>
    private async Task<Dictionary<long, WindowCounters>> StoredAsync(string model)
    {
        var spec = (await _cluster.Model(model).GetSpec("1"))!;
        var profile = await _cluster.Service<ProfileCache>().GetAsync(spec.ProfileSha256!);
        var store = new TimelineStore<byte[]>(
            new RowStore(_cluster.Storage), StorageNames.Drift, spec.Key.ToString(), spec.ProfileSha256!,
            (a, b) => WindowSum.Merge(profile, a, b), _clock, large: true);
        await store.LoadAsync();
        var cells = await store.ReadAsync(Everything);
        Assert.All(cells, c => Assert.Equal(WindowGrid.HopSeconds, c.HopSeconds));
        return cells.GroupBy(c => c.Hop).ToDictionary(g => g.Key, g => Sum([.. g.Select(c => c.Value)]));

        WindowCounters Sum(params byte[][] windows)
        {
            var sum = new WindowCounters(profile);
            foreach (var window in windows)
                WindowCounters.MergeEncoded(profile, PaneValue.Section(window, PaneSection.Counters), sum);
            return sum;
        }
    }

    private static void AssertSame(WindowCounters expected, WindowCounters actual, string told)
    {
        Assert.True(expected.Rows == actual.Rows, $"{told}: {actual.Rows} rows, not {expected.Rows}");
        foreach (var (of, was) in expected.Columns.Zip(actual.Columns))
        {
            Assert.True(of.Counts.SequenceEqual(was.Counts), $"{told}: counts of {of.Name}");
            Assert.True(Apart(of) == Apart(was), $"{told}: what is no value of {of.Name}");
            var (right, moments) = (of.Moments, was.Moments);
            Assert.True(
                (right.Count, right.Minimum, right.Maximum) == (moments.Count, moments.Minimum, moments.Maximum),
                $"{told}: count and range of {of.Name}");
            // Relative to the values: a mean near zero has no digits of its own, nor has the spread of a column that hardly moves.
            var scale = Math.Max(Math.Abs(right.Minimum ?? 0), Math.Abs(right.Maximum ?? 0));
            foreach (var (one, other, power) in Central(right).Zip(Central(moments), (a, b) => (a.Value, b.Value, a.Power)))
            {
                Assert.True(
                    Math.Abs(one - other) <= 1e-9 * Math.Pow(scale, power), $"{told}: moment {power} of {of.Name} is {other:R}, not {one:R}");
            }
        }
    }

    private static (long Missing, long NaN, long Positive, long Negative, long Unseen) Apart(ColumnCounters column) =>
        (column.Missing, column.NaN, column.PositiveInfinity, column.NegativeInfinity, column.Unseen);

    private static (double Value, int Power)[] Central(Moments moments)
    {
        var variance = moments.Variance ?? 0;
        return
        [
            (moments.Mean ?? 0, 1), (variance, 2), ((moments.Skewness ?? 0) * Math.Pow(variance, 1.5), 3),
            (moments.ExcessKurtosis is { } excess ? (excess + 3) * variance * variance : 0, 4),
        ];
    }

    private Fault Spend(Fault fault)
    {
        Interlocked.Decrement(ref _faults);
        return fault;
    }
}
