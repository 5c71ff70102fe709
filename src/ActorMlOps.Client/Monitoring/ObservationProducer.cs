using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>Sends rows that a model served elsewhere has seen and predicted.</summary>
public sealed class ObservationProducer : IAsyncDisposable
{
    private readonly VersionSpec _spec;

    internal ObservationProducer(VersionSpec spec, BatchProducer batches) => (_spec, Batches) = (spec, batches);

    /// <summary>Name, progress and flush.</summary>
    public BatchProducer Batches { get; }

    /// <inheritdoc cref="BatchProducer.SendAsync"/>
    /// <param name="batch">All features of the version by name; optionally predictionId, at, unitId, prediction, score, label.</param>
    /// <exception cref="ArgumentException">The columns are not those of the version; the message names them.</exception>
    public Task<long> SendAsync(ColumnBatch batch, long? sequence = null, CancellationToken cancellationToken = default)
    {
        if (Objection(_spec, batch) is { } objection)
            throw new ArgumentException(objection, nameof(batch));
        return Batches.SendAsync(ColumnCodec.Encode(batch.Rows, batch.Columns), sequence, cancellationToken);
    }

    /// <inheritdoc cref="BatchProducer.FlushAsync"/>
    public Task FlushAsync(CancellationToken cancellationToken = default) => Batches.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => Batches.DisposeAsync();

    internal static string? Objection(VersionSpec spec, ColumnBatch batch)
    {
        var names = batch.Columns.Select(c => c.Name).ToArray();
        var features = spec.Features.Select(f => f.Name).ToArray();
        if (features.Except(names).ToArray() is { Length: > 0 } missing)
            return $"Columns of features are missing: {string.Join(", ", missing)}. The batch has: {string.Join(", ", names)}.";
        if (names.FirstOrDefault(n => !features.Contains(n) && !ObservationColumns.IsReserved(n)) is { } unknown)
            return $"Column '{unknown}' is no feature of {spec.Key}. Features: {string.Join(", ", features)}; also predictionId, at, unitId, prediction, score, label.";
        foreach (var column in batch.Columns)
        {
            var numeric = Array.Find(spec.Features, f => f.Name == column.Name) is { Kind: FeatureKind.Numeric } || column.Name == ObservationColumns.Score;
            if (numeric && column.Type == TensorType.Bytes)
                return $"Column '{column.Name}' must hold numbers, not texts.";
        }
        return null;
    }
}
