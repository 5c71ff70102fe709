using System.Globalization;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Labels that come by stream: one batch after the other, although the grain is reentrant.</summary>
internal sealed partial class LabelIntakeGrain : IStreamSubscriptionObserver, IAsyncBatchObserver<StreamBatch>
{
    private readonly IPersistentState<ObservationState> _producers;
    private readonly ILogger _logger;
    private readonly StreamIntake _stream;
    private readonly SemaphoreSlim _oneBatch = new(1);

    public Task<StreamProgress> Progress(string producer) => Task.FromResult(ProducerMarks.Of(_producers.State, producer).Progress);

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<StreamBatch>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<StreamBatch>> items)
    {
        await _oneBatch.WaitAsync();
        try
        {
            foreach (var item in items)
                await _stream.TakeAsync(item.Item);
        }
        finally
        {
            _oneBatch.Release();
        }
    }

    public Task OnErrorAsync(Exception ex)
    {
        _logger.LogWarning(ex, "The label stream of {Model} reported an error.", this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    private async Task<string?> TakeAsync(StreamBatch batch, int rows, ObservationColumn[] columns)
    {
        var (labels, error) = LabelColumns.Read(rows, columns);
        if (error is not null)
            return error;
        // Durable before the sequence is: a repeat after a crash in between brings the same labels, which are duplicates then.
        if (await Label(labels) is not { } result)
            return $"There is no model '{this.GetPrimaryKeyString()}'.";
        var mark = Taken(batch);
        if (result.Rejected is [var first, ..])
        {
            var reason = string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Rejected.Length} of {rows} labels were rejected, the others are counted; the first, row {first.Index}: {first.Reason}");
            _logger.LogWarning(
                "Batch {Sequence} of producer '{Producer}' of labels of {Model}: {Reason}", batch.Sequence, batch.Producer, this.GetPrimaryKeyString(), reason);
            mark = mark.Refuse(batch.Sequence, reason);
        }
        await ProducerMarks.WriteAsync(_producers, batch.Producer, mark);
        return null;
    }

    private async Task RefuseAsync(StreamBatch batch, string reason)
    {
        var mark = Taken(batch).Refuse(batch.Sequence, reason);
        if (_anyVersion is not null)
            await ProducerMarks.WriteAsync(_producers, batch.Producer, mark);
        else
            // Nothing is stored for a model that is not there.
            ProducerMarks.Hold(_producers, batch.Producer, mark);
    }

    private ProducerMark Taken(StreamBatch batch) =>
        ProducerMarks.Of(_producers.State, batch.Producer).Take(batch.Sequence, _clock.GetUtcNow());
}
