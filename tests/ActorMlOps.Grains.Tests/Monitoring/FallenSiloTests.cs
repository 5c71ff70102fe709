using ActorMlOps.Grains.Tests.Monitoring.Alerts;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>What a silo that is killed held goes on at the other one.</summary>
public sealed class FallenSiloTests
{
    private const int Rows = 300;
    private static readonly WindowRange Everything = WindowRange.Count(0, long.MaxValue / 2);

    [Fact]
    public async Task DriftReport_OfAWideModelWhoseShardsAreOnTwoSilos_IsWholeBeforeAndAfterOneFalls()
    {
        await using var cluster = await GrainsCluster.StartAsync(silos: 2);
        var registered = await cluster.RegisterAsync("wide", "1", WideModel.File, WideModel.Csv(Rows));
        Assert.True(registered.Outcome == RegisterOutcome.Created, string.Join(" ", registered.Errors));
        // One feature of each shard drifts.
        int[] drifted = [5, 130, 299];
        await PredictAsync(cluster, drifted);
        await ReportAsync(cluster, Rows, drifted);
        var silos = cluster.Orleans.Silos;
        await cluster.MoveAsync(silos[0].SiloAddress, Shard(cluster, 0));
        await cluster.MoveAsync(silos[1].SiloAddress, Shard(cluster, 1), Shard(cluster, 2));
        await ReportAsync(cluster, Rows, drifted);

        await cluster.Orleans.KillSiloAsync(silos[1]);

        await ReportAsync(cluster, Rows, drifted);
        await PredictAsync(cluster, drifted);
        await ReportAsync(cluster, 2 * Rows, drifted);
    }

    [Fact]
    public async Task Detectors_OnASiloThatFalls_KeepTheirEvidenceAndAlarmWithoutBeginningAnew()
    {
        const int Join = 17_424;
        const int BatchRows = 250;
        await using var cluster = await GrainsCluster.StartAsync(silos: 2);
        await cluster.RegisterAsync("elec2", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, Elec2.ReferenceRows), Elec2.Config);
        var version = cluster.Version("elec2", "1");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-50);
        await ObserveAsync(0, 6);
        await version.Detectors();
        var silos = cluster.Orleans.Silos;
        await cluster.MoveAsync(silos[1].SiloAddress, cluster.Drift("elec2", "1"), version);
        var before = await version.Detectors();
        Assert.True(Detector(before).Steps > 0 && Detector(before).LogEvidence is not null, $"{Detector(before)}");
        Assert.Equal(DetectorStatus.Watching, Detector(before).Status);

        await cluster.Orleans.KillSiloAsync(silos[1]);

        // All of it was bet on before and is stored: to the bit the same, nothing is bet on twice and nothing left out.
        Assert.Equal(Detector(before), Detector(await version.Detectors()));
        await ObserveAsync(6, 6);
        var after = Detector(await version.Detectors());
        Assert.Equal(DetectorStatus.Alarm, after.Status);
        Assert.True(after.Steps > Detector(before).Steps && after.RunRows > Detector(before).RunRows, $"{after}");
        var alert = Assert.Single((await cluster.Grains.GetGrain<IAlertGrain>("elec2").List()).Alerts, a => a.Feature == "vicprice");
        Assert.Equal(after.Alarm!.LogEvidence, alert.Evidence.Value);

        static DetectorInfo Detector(DetectorsReport report) => Assert.Single(report.Detectors, d => d.Feature == "vicprice");

        // Rows of the market around the day on which Victoria joined it, a batch in each ten seconds of the past hour.
        async Task ObserveAsync(int first, int batches)
        {
            for (var b = first; b < first + batches; b++)
            {
                var batch = Observed.Elec2("p", b + 1, Join + ((b - 6) * BatchRows), BatchRows);
                var at = Observed.Text(ObservationColumns.At, [.. Enumerable.Repeat($"{start.AddSeconds(b * 10):O}", BatchRows)]);
                Assert.Equal(BatchRows, (await cluster.Observations("elec2", "1").Observe(batch with { Columns = [.. batch.Columns, at] })).Rows);
            }
            var rows = (first + batches) * BatchRows;
            await Eventually.GetAsync(() => cluster.Drift("elec2", "1").Report(Everything, null), r => r.Window.Rows == rows, r => $"{r.Window.Rows} of {rows} rows");
        }
    }

    [Fact]
    public async Task FleetAlert_OnASiloThatFallsBeforeItWasDelivered_StaysOpenAndIsDeliveredOnceByTheOther()
    {
        await using var receiver = AlertReceiver.Down();
        await using var cluster = await GrainsCluster.StartAsync(silos: 2, settings:
        [
            new("ActorMlOps:Alerts:EvaluateSeconds", "1"),
            new("ActorMlOps:Alerts:RetryFirst", "00:00:00.05"),
            new("ActorMlOps:Alerts:RetryMost", "00:00:00.2"),
            new("ActorMlOps:Alerts:Sinks:0:Type", "webhook"),
            new("ActorMlOps:Alerts:Sinks:0:Url", receiver.Url),
        ]);
        var (fleet, alerts) = (cluster.Grains.GetGrain<IAlertFleetGrain>(IAlertFleetGrain.Key), cluster.Grains.GetGrain<IAlertGrain>(AlertScope.Fleet.ToString()));
        var signal = Signals.Of(SignalState.Firing, feature: null, kind: AlertKind.Security, version: null) with { Metric = "probe" };
        var opened = Assert.Single(await alerts.Observe([signal]));
        Assert.Equal(AlertPhase.Open, opened.State);
        var silos = cluster.Orleans.Silos;
        await cluster.MoveAsync(silos[1].SiloAddress, fleet, alerts);
        var waiting = await Eventually.GetAsync(() => alerts.List(), i => Webhook(i).Attempts > 0);
        Assert.Equal(1, Webhook(waiting).Undelivered);

        await cluster.Orleans.KillSiloAsync(silos[1]);
        receiver.Start();

        // Nobody calls the fleet's grain: the silo that is left wakes it.
        await Eventually.GetAsync(() => Task.FromResult(receiver.Received.Length), n => n > 0, n => $"{n} messages after {receiver.Attempts} attempts");
        var alert = Assert.Single((await alerts.List()).Alerts);
        Assert.Equal((opened.Id, AlertPhase.Open), (alert.Id, alert.State));
        // Said again by its source, and woken again: still the same alert, told by one message.
        Assert.Equal(opened, Assert.Single(await alerts.Observe([signal])));
        await Eventually.GetAsync(() => alerts.List(), i => Webhook(i).Undelivered == 0);
        Assert.Equal([$"{opened.Id}/1"], receiver.Received.Select(r => r.Key));

        static SinkProgress Webhook(AlertsInfo info) => Assert.Single(info.Sinks, s => s.Sink == "webhook");
    }

    private static IDriftGrain Shard(GrainsCluster cluster, int shard) =>
        cluster.Grains.GetGrain<IDriftGrain>(new DriftShardKey(new("wide", "1"), shard).ToString());

    /// <summary>On the silo that stays.</summary>
    private static async Task PredictAsync(GrainsCluster cluster, int[] drifted)
    {
        var grains = cluster.Orleans.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();
        var part = Assert.Single((await grains.GetGrain<IRouterGrain>("wide").Predict(WideModel.Request(Rows, drifted.Contains))).Parts);
        Assert.True(part.Outcome == PredictOutcome.Ok, part.Message);
    }

    /// <summary>Every feature is there once, with all rows, and those drifted that did.</summary>
    private static async Task ReportAsync(GrainsCluster cluster, int rows, int[] drifted)
    {
        var report = await Eventually.GetAsync(
            () => Shard(cluster, 0).Report(Everything, ["ks"]),
            r => r.Window.Rows == rows && r.Features.All(f => f.Rows == rows),
            r => $"{r.Window.Rows} of {rows} rows; {string.Join(", ", r.Features.GroupBy(f => f.Rows).Select(g => $"{g.Count()} features of {g.Key}"))}");
        Assert.Equal(Enumerable.Range(0, WideModel.Features).Select(WideModel.Name), report.Features.Select(f => f.Name));
        Assert.Equal(drifted.Select(WideModel.Name), report.Features.Where(f => f.Drifted).Select(f => f.Name));
    }
}
