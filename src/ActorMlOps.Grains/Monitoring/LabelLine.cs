using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Label">Null: none.</param>
/// <param name="Prediction">What the label's receipt carried.</param>
/// <param name="Feedback">Null: none.</param>
/// <param name="Metrics">By name in ordinal order, each once; null: none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelLine")]
internal readonly record struct LabelLine(
    [property: Id(0)] UInt128 Id,
    [property: Id(1)] string? Label,
    [property: Id(2)] ReceiptedPrediction? Prediction = null,
    [property: Id(3)] string? Feedback = null,
    [property: Id(4)] MetricSample[]? Metrics = null)
{
    /// <summary>About as many bytes as it takes.</summary>
    public long Weight =>
        32L + (Prediction is null ? 0 : 96) + (Feedback is null ? 0 : 16) + ((Metrics?.Length ?? 0) * 24L);
}
