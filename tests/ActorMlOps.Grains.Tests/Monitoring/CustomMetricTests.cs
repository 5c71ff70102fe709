using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Custom metrics, feedback and labels without a prediction, on one silo.</summary>
public sealed class CustomMetricTests : IAsyncLifetime
{
    private static readonly Elec2 Data = Elec2.Instance;
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    private GrainsCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        Assert.Equal(RegisterOutcome.Created, (await RegisterAsync("1", new("ctr", CustomMetricKind.Ratio), new("revenue", CustomMetricKind.Value))).Outcome);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Label_MetricsAndFeedbackByIdAndByReceipt_AreInTheReportAlsoAfterARestart()
    {
        var model = _cluster.Client.Model("m");
        var answer = await model.PredictAsync(Data.Batch(0, 4), new(PredictionId: "p", Receipts: true));
        await model.LabelAsync("p#0", new Dictionary<string, double> { ["ctr"] = 1, ["revenue"] = 2 });
        await model.LabelReceiptAsync(answer.Receipts.Span[1], new Dictionary<string, double> { ["ctr"] = 0, ["revenue"] = 4 }, label: 1);
        await model.FeedbackAsync("p#2", "up");
        await model.FeedbackReceiptAsync(answer.Receipts.Span[3], "down");
        await CheckAsync();
        await _cluster.DeactivateAllAsync();
        await CheckAsync();
        Assert.Equal(1, (await model.LabelAsync("p#0", new Dictionary<string, double> { ["revenue"] = 2 })).Duplicates);
        Assert.Equal(1, (await model.FeedbackAsync("p#2", "down")).Corrected);

        async Task CheckAsync()
        {
            var report = await Eventually.GetAsync(
                () => _cluster.Version("m", "1").Performance(All, null, TimeSpan.FromHours(1)), r => r.PendingLabels == 0 && r.Custom["ctr"].N == 2, r => $"{r}");
            Assert.Equal(1, report.Labelled);
            Assert.Equal((CustomMetricKind.Ratio, 2L, 0.5), (report.Custom["ctr"].Kind, report.Custom["ctr"].N, report.Custom["ctr"].Value));
            Assert.Equal((2L, 3.0, 2.0, 4.0), (report.Custom["revenue"].N, report.Custom["revenue"].Value, report.Custom["revenue"].Min, report.Custom["revenue"].Max));
            Assert.Equal([("down", 0.5), ("up", 0.5)], report.Feedback.Select(f => (f.Key, f.Value.Share!.Value)));
            Assert.Equal(2, report.Series.Sum(p => p.Custom["ctr"].N));
        }
    }

    [Fact]
    public async Task Label_UnknownMetric_RejectsItsRowWithTheKnownNamesAndNotTheOthers()
    {
        var result = (await _cluster.Labels("m").Label(
        [
            new("a", null, Metrics: new() { ["crt"] = 1 }), new("b", null, Metrics: new() { ["ctr"] = 2 }), new("c", null, Metrics: new() { ["ctr"] = 1 }),
        ]))!;
        Assert.Equal(1, result.Pending);
        Assert.Equal([0, 1], result.Rejected.Select(r => r.Index));
        Assert.Contains("'metrics.crt': the model has no such metric; its metrics are: ctr, revenue.", result.Rejected[0].Reason, StringComparison.Ordinal);
        Assert.Contains("'metrics.ctr' is a ratio", result.Rejected[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_MetricOfAnotherKindThanInAnEarlierVersion_IsRefused()
    {
        var result = await RegisterAsync("2", new("ctr", CustomMetricKind.Value), new("bad name", CustomMetricKind.Ratio), new("ctr", CustomMetricKind.Ratio));
        Assert.Equal(RegisterOutcome.Invalid, result.Outcome);
        Assert.Equal(3, result.Errors.Length);
        Assert.Contains(result.Errors, e => e.Contains("version '1' has 'ctr' with another kind", StringComparison.Ordinal));
        var rules = await _cluster.RegisterAsync("m", "2", Files.Model("elec2", "v1"), config: new() { Labels = new(TimeSpan.FromMinutes(59), 999) });
        Assert.Equal(["'labels.horizon' must be from 1h to 400d.", "'labels.ledger' must be from 1,000 to 100,000,000."], rules.Errors);
    }

    [Fact]
    public async Task Activate_LabelThatHasWaitedForADay_IsLetGoOfAndCounted()
    {
        var id = PredictionId.Hash("never made");
        var partition = new LabelPartitionKey("m", PredictionId.Partition(id, 4));
        var dayAgo = (TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25)).ToUnixTimeSeconds();
        await _cluster.Service<RowStore>().WriteAsync(
            StorageNames.LabelLog, $"{partition}/0", Row<LabelLogRow>.None, new LabelLogRow(dayAgo, [new(id, "1")], []));
        await Eventually.GetAsync(
            () => _cluster.Version("m", "1").Performance(All, null, null), r => (r.PendingLabels, r.UnmatchedLabels) == (0, 1), r => $"{r.PendingLabels} pending");
    }

    private Task<RegisterResult> RegisterAsync(string version, params CustomMetricConfig[] metrics) =>
        _cluster.RegisterAsync("m", version, Files.Model("elec2", "v1"), config: new() { Metrics = metrics });
}
