using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Tests.Monitoring.Detection;

/// <summary>From observed rows to alerts, through the grains.</summary>
public sealed class DetectorsClusterTests : IAsyncLifetime
{
    private const int Join = 17_424;
    private const int BatchRows = 250;

    private GrainsCluster _cluster = null!;
    private int _batches;

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        var result = await _cluster.RegisterAsync(
            "elec2", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, Elec2.ReferenceRows),
            Elec2.Config with { Detectors = new() { Concept = ["adwin", "pageHinkley"] } });
        Assert.Equal(RegisterOutcome.Created, result.Outcome);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Detectors_VictorianMarketJoins_RaiseOneAlertAColumnThatOutlivesActivationsUntilItIsAcknowledged()
    {
        await ObserveAsync(Join - (4 * BatchRows), 12);
        var report = await _cluster.Version("elec2", "1").Detectors();
        Assert.Null(report.Reason);
        Assert.Equal(30, report.FalseAlarmDays);
        var market = Detector(report, "vicprice");
        Assert.Equal((DetectorStatus.Alarm, AlertGuarantee.Unverified), (market.Status, market.Guarantee));
        Assert.True(market.Alarm!.LogEvidence >= market.LogThreshold);
        var alert = await AlertAsync("vicprice");
        Assert.Equal((AlertKind.Drift, AlertPhase.Open, "1"), (alert.Kind, alert.State, alert.Version));
        Assert.Equal(market.Alarm.LogEvidence, alert.Evidence.Value);

        await _cluster.DeactivateAllAsync();
        report = await _cluster.Version("elec2", "1").Detectors();
        Assert.Equal(market.Alarm, Detector(report, "vicprice").Alarm);
        Assert.Equal(alert.Id, (await AlertAsync("vicprice")).Id);

        Assert.True(AlertId.TryParse(alert.Id, out var id));
        await Alerts.Acknowledge(id.Number, "somebody", null);
        report = await _cluster.Version("elec2", "1").Detectors();
        Assert.Equal((DetectorStatus.Watching, 0L), (Detector(report, "vicprice").Status, Detector(report, "vicprice").RunRows));
    }

    [Fact]
    public async Task Detectors_LabelsThatContradictThePredictions_RaiseAnAlertOfPerformance()
    {
        // Observed.Elec2 predicts 1 for every row.
        await ObserveAsync(Elec2.ReferenceRows, 12);
        var report = await Eventually.GetAsync(
            () => _cluster.Version("elec2", "1").Detectors(),
            r => Array.Exists(r.Detectors, d => d is { Kind: AlertKind.Performance, Method: "eDetector", Status: DetectorStatus.Alarm }),
            r => string.Join("; ", r.Detectors.Select(d => $"{d.Method} {d.Feature}{d.Metric} {d.Status} {d.LogEvidence} {d.Steps}")));
        Assert.Equal(
            ["eDetector", "adwin", "pageHinkley", "alwaysFire", "neverFire"],
            report.Detectors.Where(d => d.Kind == AlertKind.Performance).Select(d => d.Method));
        Assert.Contains((await Alerts.List()).Alerts, a => a is { Kind: AlertKind.Performance, Metric: "errors", State: AlertPhase.Open });
        var dummy = Assert.Single(report.Detectors, d => d is { Method: "alwaysFire", Kind: AlertKind.Drift });
        Assert.Equal(report.Detectors.Where(d => d.Kind == AlertKind.Drift && d.Method == "eDetector").Max(d => d.Steps), dummy.Alarms);
    }

    [Fact]
    public async Task Detectors_BurstOfRowsOutsideTheReference_RaiseAnAlertOfAnAnomaly()
    {
        await ObserveAsync(Elec2.ReferenceRows - (4 * BatchRows), 4);
        Assert.Equal(DetectorStatus.Watching, Outliers(await _cluster.Version("elec2", "1").Detectors()).Status);
        await ObserveAsync(0, 4, wild: true);
        var report = await _cluster.Version("elec2", "1").Detectors();
        Assert.Equal(DetectorStatus.Alarm, Outliers(report).Status);
        Assert.Contains((await Alerts.List()).Alerts, a => a is { Kind: AlertKind.Anomaly, Metric: "outliers", State: AlertPhase.Open });
        // The very same row a thousand times.
        Assert.Equal(DetectorStatus.Learning, Assert.Single(report.Detectors, d => d.Metric == "repeats").Status);

        static DetectorInfo Outliers(DetectorsReport report) => Assert.Single(report.Detectors, d => d.Metric == "outliers");
    }

    [Fact]
    public async Task Detectors_ReferenceInTheOrderOfTimeAndAPromiseOfTheVersion_AreMeasuredAndWeighLess()
    {
        var result = await _cluster.RegisterAsync(
            "elec2", "2", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, Elec2.ReferenceRows),
            Elec2.Config with { Detectors = new() { OrderedReference = true }, Drift = new() { FalseAlarmsPer = TimeSpan.FromDays(3_000) } });
        Assert.Equal(RegisterOutcome.Created, result.Outcome);
        var report = await _cluster.Version("elec2", "2").Detectors();
        // Prices of electricity follow each other.
        Assert.Equal(AlertGuarantee.Calibrated, Detector(report, "nswprice").Guarantee);
        // One in 30 days of the fleet, one in 3,000 of the version.
        Assert.InRange(report.Weight!.Value, 1e-9, 0.01);
    }

    [Fact]
    public async Task Register_DetectorsThatMakeNoSense_IsRefusedWithAllReasons()
    {
        var result = await _cluster.RegisterAsync(
            "elec2", "2", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500),
            Elec2.Config with { Detectors = new() { Tolerance = double.NaN, AdoptRows = 5, Concept = ["cusum"] } });
        Assert.Equal(RegisterOutcome.Invalid, result.Outcome);
        Assert.Contains(result.Errors, e => e.Contains("'detectors.tolerance'", StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Contains("'detectors.adoptRows'", StringComparison.Ordinal));
        Assert.Contains(result.Errors, e => e.Contains("'cusum'", StringComparison.Ordinal) && e.Contains("pageHinkley", StringComparison.Ordinal));
    }

    private IAlertGrain Alerts => _cluster.Grains.GetGrain<IAlertGrain>(new AlertScope("elec2").ToString());

    private static DetectorInfo Detector(DetectorsReport report, string feature) => Assert.Single(report.Detectors, d => d.Feature == feature);

    private async Task<Alert> AlertAsync(string feature) => Assert.Single((await Alerts.List()).Alerts, a => a.Feature == feature && a.State != AlertPhase.Closed);

    /// <summary>Rows of the market, a batch in each ten seconds of the past hour.</summary>
    private async Task ObserveAsync(int first, int batches, bool wild = false)
    {
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-50);
        for (var b = 0; b < batches; b++, _batches++)
        {
            var batch = Observed.Elec2("p", _batches + 1, first + (b * BatchRows), BatchRows);
            var columns = batch.Columns.Select(c => wild && Elec2.Features.Contains(c.Name) ? Observed.Numbers(c.Name, [.. Enumerable.Repeat(9.0, BatchRows)]) : c);
            var at = Enumerable.Repeat($"{start.AddSeconds(_batches * 10):O}", BatchRows).ToArray();
            var result = await _cluster.Observations("elec2", "1").Observe(batch with { Columns = [.. columns, Observed.Text(ObservationColumns.At, at)] });
            Assert.Equal(BatchRows, result.Rows);
        }
        var rows = _batches * BatchRows;
        await _cluster.WaitForRowsAsync("elec2", "1", rows);
        await Eventually.GetAsync(
            () => _cluster.Drift("elec2", "1").Report(WindowRange.Count(0, 100_000), null), r => r.Window.Rows == rows, r => $"{r.Window.Rows} rows");
    }
}
