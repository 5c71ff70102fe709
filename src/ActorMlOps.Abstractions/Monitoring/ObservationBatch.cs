namespace ActorMlOps.Monitoring;

/// <summary>
/// Predictions made elsewhere, in columns: what the HTTP call makes of a body, and the streams <c>features</c> and <c>observations</c> of their bytes.
/// </summary>
/// <param name="Producer">Who sends; with <paramref name="Sequence"/> it makes a repeated batch count once. Null: not repeated.</param>
/// <param name="Sequence">From 1, grows per producer and version.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ObservationBatch")]
public sealed record ObservationBatch(
    [property: Id(0)] string? Producer,
    [property: Id(1)] long Sequence,
    [property: Id(2)] int Rows,
    [property: Id(3)] ObservationColumn[] Columns);
