using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>
/// Schedules of traffic and trouble on two silos, made from a seed. The law: rows executed = rows in windows + rows lost; lost are none, whatever
/// is delayed, refused, written without an answer, moved or stopped; a killed silo takes no more with it than it had not delivered.
/// ACTORMLOPS_LONG_TESTS=1 runs 200 seeds instead of 4.
/// </summary>
public sealed class ConservationTests
{
    private const int Steps = 14;

    private static readonly Elec2 Data = Elec2.Instance;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("ACTORMLOPS_LONG_TESTS") == "1" ? 200 : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Windows_UnderAnyScheduleWithoutAKill_AreThoseOfTheRows(int seed)
    {
        await using var run = await Schedule.StartAsync(seed);
        await run.PlayAsync();
        await run.CheckAsync(atRisk: 0);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Windows_OfASiloThatIsKilled_LackAtMostWhatItHadNotDelivered(int seed)
    {
        await using var run = await Schedule.StartAsync(seed);
        await run.PlayAsync();
        var atRisk = await run.KillAsync();
        await run.PredictAsync(0);
        await run.CheckAsync(atRisk);
    }

    private sealed class Schedule(int seed, GrainsCluster cluster) : IAsyncDisposable
    {
        private static readonly string[] Tables = ["operations", "drift", "label-log", "label-state"];

        private readonly Random _random = new(seed);
        private readonly List<(int First, int Rows)> _executed = [];
        private readonly List<string> _log = [];
        private volatile int _faults;
        private volatile bool _slow;

        private int Rows => _executed.Sum(e => e.Rows);

        private string Told => $"seed {seed}: {string.Join(", ", _log)}";

        public static async Task<Schedule> StartAsync(int seed)
        {
            var cluster = await GrainsCluster.StartAsync(silos: 2);
            foreach (var version in (string[])["1", "2"])
                await cluster.RegisterAsync("m", version, Files.Model("elec2", "v1"), Data.Csv(0, 500), Elec2.Config);
            var run = new Schedule(seed, cluster);
            var fates = Enumerable.Range(0, 500).Select(_ => run._random.Next(4)).ToArray();
            var (writes, reads) = (0, 0);
            cluster.Storage.OnWrite = (table, _) => !Tables.Contains(table) || run._faults <= 0
                ? Fault.None
                : fates[Interlocked.Increment(ref writes) % fates.Length] switch
                {
                    0 => run.Spend(Fault.Refused),
                    1 => run.Spend(Fault.WrittenButThrows),
                    _ => Fault.None,
                };
            cluster.Storage.OnRead = (_, _) => run._slow
                ? Task.Delay(TimeSpan.FromMilliseconds(fates[Interlocked.Increment(ref reads) % fates.Length] * 20), TimeProvider.System)
                : Task.CompletedTask;
            return run;
        }

        public async Task PlayAsync()
        {
            await PredictAsync(0);
            await PredictAsync(1);
            for (var step = 0; step < Steps; step++)
                await StepAsync(_random.Next(10));
        }

        public async Task PredictAsync(int silo)
        {
            var (first, rows) = (_random.Next(Data.Rows - 400), _random.Next(1, 400));
            _log.Add($"{rows} rows on {silo}");
            var grains = cluster.Orleans.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();
            var answer = await grains.GetGrain<IPredictorGrain>("m@1").Predict(Data.Request(first, rows, $"p{_executed.Count}"));
            Assert.True(answer.Parts[0].Outcome == PredictOutcome.Ok, $"{Told}: {answer.Parts[0].Outcome}");
            _executed.Add((first, rows));
        }

        /// <summary>Kills the second silo, with the receivers that are on it. How many of its rows may go.</summary>
        public async Task<int> KillAsync()
        {
            await SettleAsync();
            // What the receivers of the windows have is stored now.
            await cluster.DeactivateAllAsync();
            await PredictAsync(0);
            var before = Rows;
            await PredictAsync(1);
            _log.Add("kill 1");
            await cluster.Orleans.KillSiloAsync(cluster.Orleans.Silos[1]);
            return Rows - before;
        }

        public async Task CheckAsync(int atRisk)
        {
            _faults = 0;
            _slow = false;
            var windows = await SettleAsync(atRisk);
            Assert.True(windows.RowsLost == 0, $"{Told}: {windows.RowsLost} rows lost");
            Assert.True(windows.Window.Rows >= Rows - atRisk && windows.Window.Rows <= Rows, $"{Told}: {windows.Window.Rows} of {Rows} rows");
            var kept = _executed;
            if (windows.Window.Rows != Rows)
            {
                // The killed silo had one call under way: all of it is gone, or none.
                Assert.Equal(Rows - atRisk, windows.Window.Rows);
                kept = [.. _executed.SkipLast(2), _executed[^1]];
            }
            var drift = await DriftAsync("1", windows.Window.Rows);
            // The same rows again, on a calm day.
            foreach (var (first, rows) in kept)
                await cluster.Grains.GetGrain<IPredictorGrain>("m@2").Predict(Data.Request(first, rows, null));
            await cluster.WaitForRowsAsync("m", "2", windows.Window.Rows);
            var calm = await DriftAsync("2", windows.Window.Rows);
            foreach (var (was, expected) in drift.Features.Concat(drift.Prediction).Zip(calm.Features.Concat(calm.Prediction)))
                AssertSame(was, expected);
        }

        private async Task StepAsync(int action)
        {
            switch (action)
            {
                case 0:
                    _log.Add("deactivate all");
                    await cluster.DeactivateAllAsync();
                    break;
                case 1:
                    _log.Add("migrate");
                    await cluster.Drift("m", "1").Cast<IGrainManagementExtension>().MigrateOnIdle();
                    await cluster.Version("m", "1").Cast<IGrainManagementExtension>().MigrateOnIdle();
                    break;
                case 2:
                    _faults = _random.Next(1, 8);
                    _log.Add($"{_faults} faults");
                    break;
                case 3:
                    _slow = !_slow;
                    _log.Add($"slow reads {_slow}");
                    break;
                case 4:
                    var pause = _random.Next(200, 1200);
                    _log.Add($"{pause} ms");
                    await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System);
                    break;
                case 5 when _random.Next(2) == 0:
                    // A fault on its last deliveries would be a loss that is not the silo's.
                    _faults = 0;
                    _log.Add("stop 1");
                    await cluster.Orleans.StopSiloAsync(cluster.Orleans.Silos[1]);
                    await cluster.Orleans.StartAdditionalSiloAsync();
                    break;
                default:
                    await PredictAsync(_random.Next(2));
                    break;
            }
        }

        private async Task<WindowsReport> SettleAsync(int atRisk = 0)
        {
            _faults = 0;
            return await Eventually.GetAsync(
                () => cluster.AllWindowsAsync("m", "1"),
                w => w.Window.Rows >= Rows - atRisk,
                w => $"{Told}: {w.Window.Rows} of {Rows} rows, {w.RowsLost} lost");
        }

        private Task<DriftReport> DriftAsync(string version, long rows) => Eventually.GetAsync(
            () => cluster.Drift("m", version).Report(WindowRange.Count(0, 1_000_000), null), d => d.Window.Rows == rows, d => $"{Told}: drift of {d.Window.Rows} of {rows}");

        private Fault Spend(Fault fault)
        {
            Interlocked.Decrement(ref _faults);
            return fault;
        }

        /// <summary>Statistics of counters to the bit, of moments to 1e-9.</summary>
        private void AssertSame(ColumnDriftReport was, ColumnDriftReport expected)
        {
            Assert.True(
                (was.Name, was.Rows, was.Missing, was.NotFinite, was.Unseen) == (expected.Name, expected.Rows, expected.Missing, expected.NotFinite, expected.Unseen),
                $"{Told}: {was} is not {expected}");
            Assert.True(Math.Abs((was.Mean ?? 0) - (expected.Mean ?? 0)) <= 1e-9, $"{Told}: mean of {was.Name}");
            Assert.Equal(expected.Tests.Length, was.Tests.Length);
            foreach (var (test, other) in was.Tests.Zip(expected.Tests))
                Assert.True((test.Method, test.Value) == (other.Method, other.Value), $"{Told}: {was.Name} {test.Method} is {test.Value}, not {other.Value}");
        }

        public ValueTask DisposeAsync() => cluster.DisposeAsync();
    }
}
