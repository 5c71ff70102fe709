using System.Diagnostics;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Serving;

/// <summary>Loading and unloading over the grains of one silo, by a clock that the test moves.</summary>
[Collection(nameof(Alone))]
public sealed class VersionRuntimesTests : IAsyncLifetime
{
    private static readonly Elec2 Data = Elec2.Instance;
    private static readonly VersionKey One = new("m", "1"), Two = new("m", "2"), Three = new("m", "3");

    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly List<VersionRuntimes> _made = [];
    private GrainsCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        foreach (var (version, file) in new[] { ("1", "v1"), ("2", "v2"), ("3", "v3") })
            Assert.Equal(RegisterOutcome.Created, (await _cluster.RegisterAsync("m", version, Files.Model("elec2", file), Data.Csv(0, 500), Elec2.Config)).Outcome);
        // The policy of the model is in the silo's cache: it names version 1.
        Assert.Equal("1", (await _cluster.Router("m").Predict(Data.Request(0, 1, null))).Parts[0].Version);
    }

    public async Task DisposeAsync()
    {
        foreach (var runtimes in _made)
            await runtimes.StopAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Trim_OverTheCap_UnloadsWhatIsIdleAndNotNamedWithItsRowsDelivered()
    {
        var runtimes = Make(maxModelBytes: 1);
        foreach (var key in new[] { One, Two, Three })
            await PredictAsync(runtimes, key, 7);
        await runtimes.TrimAsync();
        Assert.NotNull(runtimes.Find(Two));
        _clock.Advance(VersionRuntimes.Idle);
        await Eventually.GetAsync(() => Task.FromResult(runtimes), r => r.Find(Two) is null && r.Find(Three) is null, _ => "still loaded");
        Assert.NotNull(runtimes.Find(One));
        await _cluster.WaitForRowsAsync("m", "2", 7);
        await PredictAsync(runtimes, Two, 3);
        await runtimes.UnloadAsync(Two);
        Assert.Equal(10, (await _cluster.AllWindowsAsync("m", "2")).Window.Rows);
    }

    [Fact]
    public async Task Trim_LittleOverTheCap_UnloadsTheLongestUnused()
    {
        var runtimes = Make(maxModelBytes: 1_000_000);
        await PredictAsync(runtimes, Two, 1);
        await PredictAsync(runtimes, Three, 1);
        var cap = runtimes.ModelBytes - 1;
        await runtimes.StopAsync();

        runtimes = Make(cap);
        await PredictAsync(runtimes, Two, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await PredictAsync(runtimes, Three, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await PredictAsync(runtimes, Two, 1);
        _clock.Advance(VersionRuntimes.Idle);
        await Eventually.GetAsync(() => Task.FromResult(runtimes), r => r.Find(Three) is null, _ => "still loaded");
        await runtimes.TrimAsync();
        Assert.NotNull(runtimes.Find(Two));
    }

    [Fact]
    public async Task Trim_VersionThatIsEntered_StaysUntilItIsLeft()
    {
        var runtimes = Make(maxModelBytes: 1);
        var runtime = (await runtimes.EnterAsync(Two)).Runtime!;
        _clock.Advance(VersionRuntimes.Idle);
        await runtimes.TrimAsync();
        Assert.Same(runtime, runtimes.Find(Two));
        runtime.Leave();
        await runtimes.TrimAsync();
        Assert.Null(runtimes.Find(Two));
        Assert.False(runtime.TryEnter());
    }

    [Fact]
    public async Task Trim_WithoutACap_UnloadsNothing()
    {
        var runtimes = Make(maxModelBytes: 0);
        await PredictAsync(runtimes, Two, 1);
        _clock.Advance(VersionRuntimes.Idle * 100);
        await runtimes.TrimAsync();
        Assert.NotNull(runtimes.Find(Two));
    }

    [Fact]
    public async Task Enter_WhileItIsUnloadedAgainAndAgain_NeverMeetsAStoppedEngine()
    {
        const int Rounds = 15, Callers = 4, Requests = 3, Rows = 2;
        var runtimes = Make(maxModelBytes: 1);
        for (var round = 0; round < Rounds; round++)
        {
            var burst = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < Requests; i++)
                    await PredictAsync(runtimes, Two, Rows);
            })));
            while (!burst.IsCompleted)
            {
                _clock.Advance(VersionRuntimes.Idle);
                await runtimes.TrimAsync();
            }
            await burst;
            _clock.Advance(VersionRuntimes.Idle);
            await runtimes.TrimAsync();
            Assert.Null(runtimes.Find(Two));
        }
        await runtimes.UnloadAsync(Two);
        const int All = Rounds * Callers * Requests * Rows;
        Assert.Equal(All, (await _cluster.WaitForRowsAsync("m", "2", All)).Window.Rows);
    }

    [Fact]
    public async Task LoadAndUnload_100Times_LeavesNothingBehind()
    {
        // Without a reference no windows of features grow in the grains, which live in this process, too.
        var key = new VersionKey("m", "4");
        Assert.Equal(RegisterOutcome.Created, (await _cluster.RegisterAsync("m", "4", Files.Model("elec2", "v2"))).Outcome);
        var runtimes = Make(maxModelBytes: 0);
        await CycleAsync(20);
        var (managed, resident) = Memory();
        var unloaded = await CycleAsync(100);
        var (managedAfter, residentAfter) = Memory();
        // The last one may still be in a task that has just ended.
        Assert.InRange(unloaded.Count(u => u.IsAlive), 0, 1);
        Assert.True(managedAfter - managed < 8L << 20, $"{(managedAfter - managed) >> 10} kB more managed memory");
        Assert.True(residentAfter - resident < 64L << 20, $"{(residentAfter - resident) >> 20} MB more resident memory");

        async Task<List<WeakReference>> CycleAsync(int times)
        {
            var seen = new List<WeakReference>();
            for (var i = 0; i < times; i++)
            {
                await PredictAsync(runtimes, key, 1);
                seen.Add(new(runtimes.Find(key)));
                await runtimes.UnloadAsync(key);
            }
            return seen;
        }
    }

    [Theory]
    [InlineData(-1, 30, 0, "MaxModelBytes")]
    [InlineData(0, 0, 0, "ProbeSeconds")]
    [InlineData(0, 3601, 0, "ProbeSeconds")]
    [InlineData(0, 30, -1, "RunSeconds")]
    public void Options_OutOfRange_NameTheKey(long bytes, int probe, int run, string key) => Assert.Contains(
        $"ActorMlOps:Serving:{key}:",
        Assert.Single(new ServingOptions { MaxModelBytes = bytes, ProbeSeconds = probe, RunSeconds = run }.Errors()),
        StringComparison.Ordinal);

    private VersionRuntimes Make(long maxModelBytes)
    {
        var runtimes = new VersionRuntimes(
            _cluster.Service<IGrainFactory>(),
            _cluster.Artifacts,
            _cluster.Service<ProfileCache>(),
            _cluster.Service<PolicyCache>(),
            _cluster.Service<Instruments>(),
            Options.Create(new ServingOptions { MaxModelBytes = maxModelBytes }),
            _clock,
            NullLogger<VersionRuntime>.Instance);
        _made.Add(runtimes);
        return runtimes;
    }

    private static async Task PredictAsync(VersionRuntimes runtimes, VersionKey key, int rows)
    {
        var loaded = await runtimes.EnterAsync(key);
        Assert.Null(loaded.Error);
        var request = Data.Request(0, rows, null);
        var context = loaded.Runtime!.Arrive(request.Callers, 0, VariantRole.Named, attempt: 0);
        var answer = await loaded.Runtime.PredictAsync(request.Inputs, context, null, CancellationToken.None);
        loaded.Runtime.Leave();
        Assert.Equal((PredictOutcome.Ok, null), (answer.Outcome, answer.Message));
    }

    private static (long Managed, long Resident) Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
