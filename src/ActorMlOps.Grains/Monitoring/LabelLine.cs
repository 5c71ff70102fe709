using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Prediction">What the label's receipt carried.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelLine")]
internal readonly record struct LabelLine(
    [property: Id(0)] UInt128 Id,
    [property: Id(1)] string Label,
    [property: Id(2)] ReceiptedPrediction? Prediction = null);
