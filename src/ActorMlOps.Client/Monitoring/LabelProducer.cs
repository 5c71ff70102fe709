using ActorMlOps.Monitoring;

namespace ActorMlOps.Client;

/// <summary>Sends what turned out of predictions.</summary>
public sealed class LabelProducer : IAsyncDisposable
{
    internal LabelProducer(BatchProducer batches) => Batches = batches;

    /// <summary>Name, progress and flush.</summary>
    public BatchProducer Batches { get; }

    /// <inheritdoc cref="BatchProducer.SendAsync"/>
    /// <exception cref="ArgumentException">A label names no prediction.</exception>
    public Task<long> SendAsync(IReadOnlyList<PredictionLabel> labels, long? sequence = null, CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] is { PredictionId: null, Receipt: null })
                throw new ArgumentException($"Label {i} has neither a prediction id nor a receipt; give one of them.", nameof(labels));
        }
        return Batches.SendAsync(ColumnCodec.Encode(labels.Count, LabelColumns.Of(labels)), sequence, cancellationToken);
    }

    /// <inheritdoc cref="BatchProducer.FlushAsync"/>
    public Task FlushAsync(CancellationToken cancellationToken = default) => Batches.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => Batches.DisposeAsync();
}
