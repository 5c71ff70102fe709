namespace ActorMlOps.Monitoring;

/// <summary>A label on its way to its partition.</summary>
/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Label">Null: there is none, but feedback or metrics.</param>
/// <param name="Prediction">What the label's receipt carried; null: the ledger must know the prediction.</param>
/// <param name="Metrics">By name in ordinal order, each once; null: none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PartitionLabel")]
public readonly record struct PartitionLabel(
    [property: Id(0)] UInt128 Id,
    [property: Id(1)] string? Label,
    [property: Id(2)] ReceiptedPrediction? Prediction = null,
    [property: Id(3)] string? Feedback = null,
    [property: Id(4)] MetricSample[]? Metrics = null);
