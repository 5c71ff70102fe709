namespace ActorMlOps.Monitoring;

/// <summary>What the streams of <see cref="StreamNames"/> carry: rows in columns, of one producer, in its order.</summary>
/// <param name="Producer">Who sends, 1 to 200 characters: with <paramref name="Sequence"/> it makes a repeated batch count once.</param>
/// <param name="Sequence">From 1, growing, over all that a producer sends to one stream key.</param>
/// <param name="Previous">Sequence of the batch that must have been taken before this one; 0: none.</param>
/// <param name="Columns">See <see cref="ColumnCodec"/>.</param>
[GenerateSerializer, Immutable, Alias("actormlops.StreamBatch")]
public sealed record StreamBatch(
    [property: Id(0)] string Producer,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long Previous,
    [property: Id(3)] ReadOnlyMemory<byte> Columns);
