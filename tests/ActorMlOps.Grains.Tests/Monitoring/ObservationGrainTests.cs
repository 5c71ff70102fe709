using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class ObservationGrainTests : IAsyncLifetime
{
    private GrainsCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        await _cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Observe_RepeatedSequence_CountsOnce()
    {
        var grain = _cluster.Observations("m", "1");
        var result = await grain.Observe(Observed.Elec2("p", 1, 0, 700));
        Assert.Equal((700, 0, false), (result.Rows, result.Late, result.Duplicate));
        Assert.Equal(700, result.Labels.Accepted);
        Assert.True((await grain.Observe(Observed.Elec2("p", 1, 0, 700))).Duplicate);
        await _cluster.DeactivateAllAsync();
        Assert.True((await grain.Observe(Observed.Elec2("p", 1, 0, 700))).Duplicate);
        await CheckAsync(700);
        Assert.Contains("no version '9'", (await _cluster.Observations("m", "9").Observe(Observed.Elec2("p", 1, 0, 7))).Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p", "drift")]
    [InlineData("p", "label-log")]
    [InlineData("p", "observations")]
    [InlineData(null, "drift")]
    [InlineData(null, "label-log")]
    public async Task Observe_DeliveryThatFailsInTheMiddle_IsCountedOnceWhenRepeated(string? producer, string failing)
    {
        Assert.Equal(300, (await _cluster.Observations("m", "1").Observe(Observed.Elec2(producer, 1, 0, 300))).Rows);
        _cluster.Storage.OnWrite = (table, _) => table == failing ? Fault.Refused : Fault.None;
        var batch = Observed.Elec2(producer, 2, 300, 400);
        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Observations("m", "1").Observe(batch));
        _cluster.Storage.OnWrite = (_, _) => Fault.None;
        var repeated = await _cluster.Observations("m", "1").Observe(batch);
        Assert.Equal(400, repeated.Rows);
        await CheckAsync(700);
    }

    [Fact]
    public async Task Observe_RowsFromLongAgoAndFromTheFuture_AreCountedAsLateOrRefused()
    {
        var grain = _cluster.Observations("m", "1");
        var now = TimeProvider.System.GetUtcNow();
        var batch = Observed.Elec2("p", 1, 0, 100);
        var past = batch with { Columns = [.. batch.Columns, Observed.Text(ObservationColumns.At, [.. Enumerable.Range(0, 100).Select(i => $"{now.AddDays(-3).AddMinutes(i):O}")])] };
        var future = past with { Sequence = 2, Columns = [.. batch.Columns, Observed.Text(ObservationColumns.At, [.. Enumerable.Repeat($"{now.AddDays(3):O}", 100)])] };
        var late = await grain.Observe(past);
        Assert.Equal((100, 100), (late.Rows, late.Late));
        Assert.Contains("more than 5 minutes in the future", Assert.Single((await grain.Observe(future)).Errors), StringComparison.Ordinal);
        await CheckAsync(100);
        var threeDaysAgo = await _cluster.Version("m", "1").Windows(WindowRange.Time(now.AddDays(-4), now.AddDays(-2)), null);
        Assert.Equal(100, threeDaysAgo.Window.Rows);
        Assert.Equal(0, (await _cluster.Version("m", "1").Windows(WindowRange.Time(now.AddHours(-1), now), null)).Window.Rows);
    }

    private async Task CheckAsync(int rows)
    {
        var report = await Eventually.GetAsync(
            () => _cluster.Version("m", "1").Performance(WindowRange.Count(0, 10_000), null, null), r => r.Labelled >= rows && r.Predictions >= rows,
            r => $"{r.Labelled} labelled of {r.Predictions}");
        Assert.Equal((rows, rows, 0L), (report.Predictions, report.Labelled, report.PendingLabels));
        var right = Elec2.Instance.Labels.Take(rows).Count(l => l == "1") / (double)rows;
        Assert.Equal(right, report.Metrics["accuracy"].Value!.Value, 1e-12);
        var drift = await _cluster.Drift("m", "1").Report(WindowRange.Count(0, 10_000), null);
        Assert.Equal(rows, drift.Window.Rows);
        Assert.Equal(0, (await _cluster.AllWindowsAsync("m", "1")).RowsLost);
    }
}
