using System.Diagnostics.Metrics;
using ActorMlOps.Client;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Producers outside the silos, over memory streams.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private static readonly Elec2 Data = Elec2.Instance;

    private readonly MeterListener _listener = new();
    private GrainsCluster _cluster = null!;

    private IMonitoringStreams Streams => _cluster.Orleans.Client.ServiceProvider.GetRequiredService<IMonitoringStreams>();

    public async Task InitializeAsync()
    {
        _cluster = await GrainsCluster.StartAsync();
        await _cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"), Data.Csv(0, 500), Elec2.Config);
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Observations_AndLabels_AreInTheWindowsWhenFlushed()
    {
        await using var observations = await Streams.ObservationsAsync("m", "1");
        await using var labels = await Streams.LabelsAsync("m");
        for (var i = 0; i < 4; i++)
            await observations.SendAsync(Batch(i * 250, 250));
        await observations.FlushAsync();
        for (var i = 0; i < 4; i++)
            await labels.SendAsync([.. Enumerable.Range(i * 250, 250).Select(r => new PredictionLabel($"o{r}", Data.Labels[r]))]);
        await labels.FlushAsync();
        await CheckAsync(1000, 1000);
    }

    [Fact]
    public async Task Producer_WithANameThatStartsAgain_CountsNothingTwice()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var producer = await Streams.FeaturesAsync("m", "1", new() { Name = "nightly" });
            Assert.Equal(start * 3, producer.Batches.LastTaken);
            for (var i = 1; i <= 3; i++)
                await producer.SendAsync(Batch(i * 100, 100), i);
            await producer.FlushAsync();
            await _cluster.DeactivateAllAsync();
        }
        await CheckAsync(300, 0);
    }

    [Theory]
    [InlineData("operations")]
    [InlineData("drift")]
    [InlineData("label-log")]
    [InlineData("observations")]
    public async Task Batch_WhoseReceiverFallsInTheMiddle_IsCountedOnceWhenItComesAgain(string failing)
    {
        // Written or not, the grain never hears of it; then a new activation finds what is stored.
        var failures = 0;
        _cluster.Storage.OnWrite = (table, _) => table == failing && failures++ < 4
            ? failures % 2 == 0 ? Fault.Refused : Fault.WrittenButThrows
            : Fault.None;
        var batch = Observed.Elec2("p", 1, 0, 9_000, withIds: true);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _cluster.Observations("m", "1").Observe(batch);
                break;
            }
            catch (Exception) when (attempt < 20)
            {
                await _cluster.DeactivateAllAsync();
            }
        }
        Assert.True(failures >= 3, $"{failures} writes failed");
        Assert.True((await _cluster.Observations("m", "1").Observe(batch)).Duplicate);
        await CheckAsync(9_000, 9_000);
    }

    [Fact]
    public async Task Batches_ThatAreBad_AreReportedAndTheGoodOnesCounted()
    {
        await using var producer = await Streams.ObservationsAsync("m", "1");
        await producer.SendAsync(Batch(0, 100));
        await producer.SendAsync(Batch(100, 100).Add(ObservationColumns.Label, (string?[])[.. Enumerable.Repeat("maybe", 100)]));
        await producer.SendAsync(Batch(200, 100));
        var refused = Assert.Single((await Assert.ThrowsAsync<BatchRefusedException>(() => producer.FlushAsync())).Batches);
        Assert.Equal(2, refused.Sequence);
        Assert.Contains("Row 0, column 'label'", refused.Reason, StringComparison.Ordinal);
        await CheckAsync(200, 0);
    }

    [Fact]
    public async Task Batches_ThatNoProducerOfOursMade_NeverStopTheStream()
    {
        var stream = _cluster.Orleans.Client.GetStreamProvider(StreamNames.Provider)
            .GetStream<StreamBatch>(StreamId.Create(StreamNames.Observations, "m@1"));
        var good = ColumnCodec.Encode(10, Observed.Elec2(null, 0, 0, 10, withIds: true).Columns);
        byte[] newer = [.. good], damaged = [.. good];
        newer[3] = 9;
        damaged[40] ^= 1;
        await stream.OnNextAsync(new("x", 1, 0, newer));
        await stream.OnNextAsync(new("x", 2, 0, damaged));
        await stream.OnNextAsync(new("x", 3, 0, ColumnCodec.Encode(10, [Observed.Numbers("period", new double[10])])));
        await stream.OnNextAsync(new("", 4, 0, good));
        await stream.OnNextAsync(new("x", 0, 0, good));
        await stream.OnNextAsync(new("x", 6, 5, good));
        await stream.OnNextAsync(new("x", 4, 3, good));
        await stream.OnNextAsync(new("x", 4, 3, good));
        await CheckAsync(10, 10);
        var progress = await Eventually.GetAsync(() => _cluster.Observations("m", "1").Progress("x"), p => p.Sequence >= 4);
        Assert.Equal(4, progress.Sequence);
        Assert.Equal([1L, 2L, 3L], progress.Refused.Select(r => r.Sequence));
        Assert.Contains("format version 9", progress.Refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("checksum", progress.Refused[1].Reason, StringComparison.Ordinal);
        Assert.Contains("features are missing: nswprice", progress.Refused[2].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamNames.Features)]
    [InlineData(StreamNames.Observations)]
    public async Task Items_OfAnotherType_AreCountedAsRefusedAndTheBatchesBehindThemCounted(string name)
    {
        var refused = CountRefused();
        for (var sequence = 1; sequence <= 3; sequence++)
        {
            var columns = Observed.Elec2(null, 0, sequence * 10, 10, withIds: true).Columns;
            await PublishAsync(name, "m@1", "a text", new[] { 1, 2, 3 }, Batch("x", sequence, 10, columns));
        }
        await CheckAsync(30, 30);
        Assert.Equal(6, refused());
        Assert.Empty((await _cluster.Observations("m", "1").Progress("x")).Refused);
    }

    [Fact]
    public async Task Items_OfAnotherTypeAmongLabels_AreCountedAsRefusedAndTheLabelsBehindThemCounted()
    {
        var refused = CountRefused();
        await using var observations = await Streams.ObservationsAsync("m", "1");
        await observations.SendAsync(Batch(0, 10));
        await observations.FlushAsync();
        for (var sequence = 1; sequence <= 2; sequence++)
        {
            var rows = Enumerable.Range((sequence - 1) * 5, 5).ToArray();
            await PublishAsync(StreamNames.Labels, "m", "a text", new[] { 1, 2, 3 }, Batch("x", sequence, 5,
            [
                Observed.Text(LabelColumns.PredictionId, [.. rows.Select(r => $"o{r}")]),
                Observed.Text(LabelColumns.Label, [.. rows.Select(r => Data.Labels[r])]),
            ]));
        }
        await CheckAsync(10, 10);
        Assert.Equal(4, refused());
    }

    /// <summary>Anybody can send to a stream of a name that is no model's.</summary>
    [Fact]
    public async Task Batches_OfProducersOfAnUnknownVersion_TakeNoStorageAndBoundedMemory()
    {
        var stream = _cluster.Orleans.Client.GetStreamProvider(StreamNames.Provider)
            .GetStream<StreamBatch>(StreamId.Create(StreamNames.Observations, "m@9"));
        var columns = ColumnCodec.Encode(1, Observed.Elec2(null, 0, 0, 1, withIds: true).Columns);
        var last = ProducerMarks.Max + 44;
        for (var producer = 0; producer <= last; producer++)
            await stream.OnNextAsync(new($"p{producer}", 1, 0, columns));
        var grain = _cluster.Observations("m", "9");
        await Eventually.GetAsync(() => grain.Progress($"p{last}"), p => p.Sequence == 1);
        var remembered = 0L;
        for (var producer = 0; producer <= last; producer++)
            remembered += (await grain.Progress($"p{producer}")).Sequence;
        Assert.Equal(ProducerMarks.Max, remembered);
        Assert.DoesNotContain(_cluster.Storage.Keys("observations"), k => k.Contains("m@9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Labels_OfTheWrongType_AreReportedAndTheOthersCounted()
    {
        await using var observations = await Streams.ObservationsAsync("m", "1");
        await observations.SendAsync(Batch(0, 10));
        await observations.FlushAsync();
        await using var labels = await Streams.LabelsAsync("m");
        await labels.SendAsync([new("o0", "maybe"), .. Enumerable.Range(1, 9).Select(r => new PredictionLabel($"o{r}", Data.Labels[r]))]);
        var refused = Assert.Single((await Assert.ThrowsAsync<BatchRefusedException>(() => labels.FlushAsync())).Batches);
        Assert.Contains("1 of 10 labels were rejected, the others are counted", refused.Reason, StringComparison.Ordinal);
        await CheckAsync(10, 9);
    }

    [Fact]
    public async Task Open_OfWhatIsNotThere_SaysSo()
    {
        await Assert.ThrowsAsync<PredictionException>(() => Streams.ObservationsAsync("m", "9"));
        await Assert.ThrowsAsync<PredictionException>(() => Streams.LabelsAsync("n"));
    }

    [Fact]
    public async Task Send_WhileTheStoreIsDown_TimesOutAndLosesNothing()
    {
        await using var producer = await Streams.ObservationsAsync("m", "1", new() { MaxInFlight = 2, Timeout = TimeSpan.FromSeconds(1) });
        _cluster.Storage.OnWrite = (table, _) => table == "observations" ? Fault.Refused : Fault.None;
        var sent = 0;
        var thrown = await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            for (; sent < 10; sent++)
                await producer.SendAsync(Batch(sent * 100, 100));
        });
        Assert.Equal(2, sent);
        Assert.Contains("has taken none of 2 batches", thrown.Message, StringComparison.Ordinal);
        _cluster.Storage.OnWrite = (_, _) => Fault.None;
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await producer.FlushAsync();
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        });
        await CheckAsync(200, 0);
    }

    private static ColumnBatch Batch(int first, int rows)
    {
        var batch = new ColumnBatch();
        for (var f = 0; f < Elec2.Features.Length; f++)
            batch.Add(Elec2.Features[f], Enumerable.Range(first, rows).Select(r => Data.Row(r).Span[f]).ToArray().AsSpan());
        return batch
            .Add(ObservationColumns.Prediction, (string?[])[.. Enumerable.Repeat("1", rows)])
            .Add(ObservationColumns.PredictionId, (string?[])[.. Enumerable.Range(first, rows).Select(r => $"o{r}")]);
    }

    private static StreamBatch Batch(string producer, long sequence, int rows, ObservationColumn[] columns) =>
        new(producer, sequence, sequence - 1, ColumnCodec.Encode(rows, columns));

    private async Task PublishAsync(string name, string key, params object[] items)
    {
        // One process has one type for a stream: of all items, that is the one that several producers' items have in common.
        var stream = _cluster.Orleans.Client.GetStreamProvider(StreamNames.Provider).GetStream<object>(StreamId.Create(name, key));
        foreach (var item in items)
            await stream.OnNextAsync(item);
    }

    /// <summary>Batches that this cluster refuses from now on.</summary>
    private Func<long> CountRefused()
    {
        var refused = 0L;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var ofThisCluster = ReferenceEquals(instrument.Meter.Scope, _cluster.Service<IMeterFactory>());
            if (instrument.Name == Telemetry.Metrics.StreamBatches && ofThisCluster)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.Contains(new(Telemetry.Tags.Outcome, "refused")))
                Interlocked.Add(ref refused, value);
        });
        _listener.Start();
        return () => Interlocked.Read(ref refused);
    }

    private async Task CheckAsync(int rows, int labelled)
    {
        var report = await Eventually.GetAsync(
            () => _cluster.Version("m", "1").Performance(WindowRange.Count(0, 100_000), null, null),
            r => r.Labelled >= labelled && r.Predictions >= rows,
            r => $"{r.Labelled} labelled of {r.Predictions}");
        Assert.Equal((rows, labelled, 0L), (report.Predictions, report.Labelled, report.PendingLabels));
        Assert.Equal(rows, (await _cluster.Drift("m", "1").Report(WindowRange.Count(0, 100_000), null)).Window.Rows);
        var windows = await _cluster.AllWindowsAsync("m", "1");
        Assert.Equal((rows, 0L), (windows.Window.Rows, windows.RowsLost));
    }
}
