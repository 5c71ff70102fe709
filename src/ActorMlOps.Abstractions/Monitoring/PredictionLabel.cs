namespace ActorMlOps.Monitoring;

/// <summary>What turned out to be true of a prediction, which is named by its id or by its receipt: one of the two is set.</summary>
/// <param name="PredictionId">As the prediction's answer gave it: <c>{id}</c>, or <c>{id}#{row}</c> for a row of several.</param>
/// <param name="Label">The class, or the number, as text: <c>"1"</c>, <c>"yes"</c>, <c>"12.5"</c>.</param>
/// <param name="Receipt">As the prediction's answer gave it: it finds the prediction even when the ledger has let go of it.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PredictionLabel")]
public readonly record struct PredictionLabel(
    [property: Id(0)] string? PredictionId,
    [property: Id(1)] string Label,
    [property: Id(2)] string? Receipt = null)
{
    public static PredictionLabel OfReceipt(string receipt, string label) => new(null, label, receipt);
}
