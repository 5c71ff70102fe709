namespace ActorMlOps.Monitoring;

/// <summary>A label on its way to its partition.</summary>
/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Prediction">What the label's receipt carried; null: the ledger must know the prediction.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PartitionLabel")]
public readonly record struct PartitionLabel(
    [property: Id(0)] UInt128 Id,
    [property: Id(1)] string Label,
    [property: Id(2)] ReceiptedPrediction? Prediction = null);
