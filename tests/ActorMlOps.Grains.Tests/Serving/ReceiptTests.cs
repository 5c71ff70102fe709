using ActorMlOps.Client;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Tests.Serving;

/// <summary>Predictions with receipts, and labels that come back with them, on one silo.</summary>
public sealed class ReceiptTests : IAsyncLifetime
{
    private static readonly Elec2 Data = Elec2.Instance;
    private GrainsCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        Assert.Equal(RegisterOutcome.Created, (await RegisterAsync("m", "1")).Outcome);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Label_ByReceiptOrById_GivesTheSameWindows()
    {
        await RegisterAsync("n", "1");
        const int Rows = 700;
        // One model's rows have no names at all: nothing but their receipts can find them.
        var nameless = (await _cluster.Router("m").Predict(new(Data.Batch(0, Rows), [new(Rows, null, null, Receipts: true)]))).Parts[0];
        var named = (await _cluster.Router("n").Predict(Data.Request(0, Rows, "p"))).Parts[0];
        Assert.Null(named.Receipts);
        Assert.Equal(Rows, nameless.Receipts!.Distinct().Count());
        Assert.All(nameless.Receipts!, r => Assert.Equal(120, r.Length));
        // Out of order; every third label is wrong at first and corrected, every fifth comes twice.
        var order = Enumerable.Range(0, Rows).OrderBy(r => r * 7919 % Rows).ToArray();
        foreach (var chunk in order.Chunk(100))
        {
            await LabelAsync(chunk, r => r % 3 == 0 ? Other(Data.Labels[r]) : Data.Labels[r]);
            await LabelAsync(chunk.Where(r => r % 5 == 0), r => r % 3 == 0 ? Other(Data.Labels[r]) : Data.Labels[r]);
            await LabelAsync(chunk.Where(r => r % 3 == 0), r => Data.Labels[r]);
        }
        foreach (var range in new[] { WindowRange.Count(0, 500), WindowRange.Count(500, 500), WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue) })
        {
            var expected = range.Rows is null ? Rows : range.FirstRow == 0 ? 500 : 200;
            var (byReceipt, byId) = (await PerformanceAsync("m", range, expected), await PerformanceAsync("n", range, expected));
            Assert.Equal(byId.Confusion!.SelectMany(c => c), byReceipt.Confusion!.SelectMany(c => c));
            Assert.Equal(byId.Metrics.Select(m => (m.Key, m.Value.Value)), byReceipt.Metrics.Select(m => (m.Key, m.Value.Value)));
            Assert.Equal((0L, 0L), (byId.PendingLabels, byReceipt.PendingLabels));
        }

        async Task LabelAsync(IEnumerable<int> rows, Func<int, string> label)
        {
            var receipts = await _cluster.Labels("m").Label([.. rows.Select(r => PredictionLabel.OfReceipt(nameless.Receipts![r], label(r)))]);
            var ids = await _cluster.Labels("n").Label([.. rows.Select(r => new PredictionLabel($"p#{r}", label(r)))]);
            Assert.Empty(receipts!.Rejected.Concat(ids!.Rejected));
        }
    }

    [Fact]
    public async Task Label_DuplicateCorrectionAndRestart_CountOnce()
    {
        var receipt = await PredictAsync("m", "p");
        var labels = _cluster.Labels("m");
        await Eventually.TrueAsync(async () => (await labels.Label([PredictionLabel.OfReceipt(receipt, "1")]))! is { Pending: 0, Rejected: [] });
        Assert.Equal(1, (await labels.Label([PredictionLabel.OfReceipt(receipt, "1")]))!.Duplicates);
        // The id and the receipt name one prediction.
        await _cluster.WaitForRowsAsync("m", "1", 1);
        await Eventually.TrueAsync(async () => (await labels.Label([new("p", "1")]))!.Duplicates == 1);
        // A repeat is a duplicate also while the label waits for its pane; only one that counts can be corrected.
        await PerformanceAsync("m", WindowRange.Count(0, 10), 1);
        Assert.Equal(1, (await labels.Label([new("p", "0")]))!.Corrected);
        await _cluster.DeactivateAllAsync();
        Assert.Equal(1, (await labels.Label([PredictionLabel.OfReceipt(receipt, "0")]))!.Duplicates);
        Assert.Equal(1, (await labels.Label([PredictionLabel.OfReceipt(receipt, "1")]))!.Corrected);
        await PerformanceAsync("m", WindowRange.Count(0, 10), 1);
    }

    [Fact]
    public async Task Label_BeforeItsPaneIsCounted_SurvivesARestartAndCounts()
    {
        var held = true;
        _cluster.Storage.OnWrite = (table, _) => table == "operations" && held ? Fault.Refused : Fault.None;
        var receipt = await PredictAsync("m", null);
        Assert.Equal(1, (await _cluster.Labels("m").Label([PredictionLabel.OfReceipt(receipt, "1")]))!.Pending);
        await _cluster.DeactivateAllAsync();
        Assert.Equal(1, (await _cluster.Labels("m").Label([PredictionLabel.OfReceipt(receipt, "1")]))!.Duplicates);
        held = false;
        var report = await PerformanceAsync("m", WindowRange.Count(0, 10), 1);
        Assert.Equal(0, report.PendingLabels);
    }

    [Fact]
    public async Task Label_RefusedReceipts_LeaveTheOthersOfTheBatchUnharmed()
    {
        await RegisterAsync("n", "1");
        await RegisterAsync("m", "2", "v2");
        var good = await PredictAsync("m", null);
        var foreign = await PredictAsync("n", null);
        var spec = (await _cluster.Model("m").GetSpec("1"))!;
        var sealer = _cluster.Service<ReceiptSealer>();
        Receipt Of(int version, double daysAgo) => new(
            (uint)spec.ModelNumber, (ushort)version, 1, VariantRole.Stable, 0, Hop(daysAgo), new(1, 1, 1), 77, 1, 0.5f, 0);
        var retired = sealer.Seal([Of(2, 0)])[0];
        Assert.Equal(RetireOutcome.Retired, await _cluster.Model("m").Retire("2"));
        Assert.Equal(RegisterOutcome.Created, (await RegisterAsync("m", "3", "v2")).Outcome);
        using var otherKeys = new ReceiptKeys([new(DateTimeOffset.UnixEpoch, [.. Enumerable.Repeat((byte)9, 32)])]);
        string[] receipts =
        [
            good, foreign, retired, sealer.Seal([Of(1, 36)])[0], new ReceiptSealer(otherKeys, TimeProvider.System).Seal([Of(1, 0)])[0],
            good[..100] + (good[100] == 'A' ? 'B' : 'A') + good[101..], "nonsense",
        ];
        string[] reasons = ["of another model", "retired", "beyondHorizon", "key that is not known", "forged", "is not one"];
        var result = (await _cluster.Labels("m").Label([.. receipts.Select(r => PredictionLabel.OfReceipt(r, "1")), new(null, "1"), new("other", "1", good)]))!;
        Assert.Equal(1, result.Accepted + result.Pending);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], result.Rejected.Select(r => r.Index));
        Assert.All(reasons.Zip(result.Rejected), x => Assert.Contains(x.First, x.Second.Reason, StringComparison.Ordinal));
        await PerformanceAsync("m", WindowRange.Count(0, 10), 1);
    }

    [Fact]
    public async Task Numbers_OfModelsAndVersions_AreGivenOnce()
    {
        await RegisterAsync("n", "1");
        await RegisterAsync("m", "2", "v2");
        await _cluster.Model("m").Retire("2");
        await RegisterAsync("m", "2", "v2");
        Assert.Equal((1, 1), await NumbersAsync("m", "1"));
        Assert.Equal((1, 3), await NumbersAsync("m", "2"));
        Assert.Equal((2, 1), await NumbersAsync("n", "1"));
    }

    [Fact]
    public async Task Predict_SomeCallersAskForReceipts_GetTheirsAndTheOthersNone()
    {
        var part = (await _cluster.Router("m").Predict(new(Data.Batch(0, 4), [new(1), new(2, null, null, Receipts: true), new(1)]))).Parts[0];
        Assert.Equal([0, 120, 120, 0], part.Receipts!.Select(r => r.Length));
        var opened = part.Receipts![1..3].Select(r => _cluster.Service<ReceiptOpener>().Open(r).Receipt).ToArray();
        Assert.Equal([1, 2], opened.Select(r => r.Place.Row));
        var handle = _cluster.Client.Model("m");
        var prediction = await handle.PredictAsync(Data.Batch(0, 3), new PredictOptions(Receipts: true));
        Assert.Equal(3, prediction.Receipts.Length);
        Assert.True((await handle.PredictAsync(Data.Batch(0, 3))).Receipts.IsEmpty);
        Assert.Empty((await handle.LabelReceiptAsync(prediction.Receipts.Span[2], 1)).Rejected);
    }

    private static long Hop(double daysAgo)
    {
        var seconds = (TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(daysAgo)).ToUnixTimeSeconds();
        return seconds - (seconds % 10);
    }

    private static string Other(string label) => label == "1" ? "0" : "1";

    private async Task<string> PredictAsync(string model, string? id) =>
        (await _cluster.Router(model).Predict(new(Data.Batch(0, 1), [new(1, id, null, Receipts: true)]))).Parts[0].Receipts![0];

    private async Task<(int Model, int Version)> NumbersAsync(string model, string version) =>
        await _cluster.Model(model).GetSpec(version) is { } spec ? (spec.ModelNumber, spec.Number) : default;

    private Task<RegisterResult> RegisterAsync(string model, string version, string file = "v1") =>
        _cluster.RegisterAsync(model, version, Files.Model("elec2", file), Data.Csv(0, 500), Elec2.Config);

    private Task<PerformanceReport> PerformanceAsync(string model, WindowRange range, long labelled) => Eventually.GetAsync(
        () => _cluster.Version(model, "1").Performance(range, null, null), r => r.Labelled == labelled, r => $"{r.Labelled} of {labelled} labelled");
}
