using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;
using Microsoft.Extensions.DependencyInjection;

namespace ActorMlOps.Grains.Tests.Rollout;

public sealed class TwoSilosTests
{
    private static readonly Elec2 Data = Elec2.Instance;

    [Fact]
    public async Task Switch_OnTwoSilos_IsAcknowledgedByBothAndFollowedAtOnce()
    {
        await using var cluster = await StartAsync();
        await cluster.RegisterAsync("m", "2", Files.Model("elec2", "v2"), Data.Csv(0, 500), Elec2.Config);
        await PredictAsync(cluster, 0, 10);
        await PredictAsync(cluster, 1, 10);
        for (var epoch = 2; epoch < 6; epoch++)
        {
            var version = epoch % 2 == 0 ? "2" : "1";
            var switched = await cluster.Traffic("m").Set(new([new(version, 1)], [], epoch - 1, "a"));
            Assert.Equal((epoch, 2, 0), ((int)switched.Policy!.Epoch, switched.AcknowledgedBy.Length, switched.Unconfirmed.Length));
            for (var silo = 0; silo < 2; silo++)
                Assert.Equal((version, (long)epoch), await PredictAsync(cluster, silo, 1));
        }
    }

    [Fact]
    public async Task Silo_ThatIsStopped_LosesNoRowAndOneThatIsKilledLosesOnlyWhatItHadNotDelivered()
    {
        await using var cluster = await StartAsync();
        await PredictAsync(cluster, 0, 300);
        await PredictAsync(cluster, 1, 200);
        // Stopped at once: what it holds leaves with it.
        await cluster.Orleans.StopSiloAsync(cluster.Orleans.Silos[1]);
        var windows = await cluster.WaitForRowsAsync("m", "1", 500);
        Assert.Equal((500L, 0L), (windows.Window.Rows, windows.RowsLost));

        await cluster.Orleans.StartAdditionalSiloAsync();
        await PredictAsync(cluster, 1, 100);
        await cluster.WaitForRowsAsync("m", "1", 600);
        await PredictAsync(cluster, 1, 50);
        await cluster.Orleans.KillSiloAsync(cluster.Orleans.Silos[1]);
        await PredictAsync(cluster, 0, 25);
        windows = await cluster.WaitForRowsAsync("m", "1", 625);
        Assert.InRange(windows.Window.Rows, 625, 675);
        var drift = await Eventually.GetAsync(() => cluster.Drift("m", "1").Report(WindowRange.Count(0, 5_000), null), d => d.Window.Rows >= windows.Window.Rows);
        Assert.Equal(windows.Window.Rows, drift.Window.Rows);
    }

    [Fact]
    public async Task Client_WhoseSiloIsKilled_GetsEveryAnswerFromTheOther()
    {
        await using var cluster = await StartAsync();
        var model = cluster.Client.Model("m");
        using var stopping = new CancellationTokenSource();
        var answered = 0L;
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var n = caller; !stopping.IsCancellationRequested; n += 16)
            {
                var prediction = await model.PredictAsync(Data.Row(n % 500));
                Assert.Equal("1", prediction.Version);
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        await Eventually.GetAsync(() => Task.FromResult(Interlocked.Read(ref answered)), n => n > 1_000);

        await cluster.Orleans.KillSiloAsync(cluster.Orleans.Silos[1]);
        var atKill = Interlocked.Read(ref answered);
        await Eventually.GetAsync(
            () => Task.FromResult(Interlocked.Read(ref answered)),
            n => n > atKill + 1_000,
            n => $"{n - atKill} answers; {string.Join("; ", callers.Where(c => c.IsFaulted).Select(c => c.Exception!.InnerException!.Message).Distinct())}");
        await stopping.CancelAsync();

        await Task.WhenAll(callers);
    }

    private static async Task<GrainsCluster> StartAsync()
    {
        var cluster = await GrainsCluster.StartAsync(silos: 2);
        await cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"), Data.Csv(0, 500), Elec2.Config);
        return cluster;
    }

    /// <summary>From within a silo: a stateless worker answers where it is called.</summary>
    private static async Task<(string Version, long Epoch)> PredictAsync(GrainsCluster cluster, int silo, int rows)
    {
        var grains = cluster.Orleans.Silos[silo].ServiceProvider.GetRequiredService<IGrainFactory>();
        var part = Assert.Single((await grains.GetGrain<IRouterGrain>("m").Predict(Data.Request(0, rows, null))).Parts);
        Assert.Equal(PredictOutcome.Ok, part.Outcome);
        return (part.Version, part.Epoch);
    }
}
