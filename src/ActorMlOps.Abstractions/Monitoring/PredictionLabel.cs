namespace ActorMlOps.Monitoring;

/// <summary>What turned out of a prediction, which is named by its id or by its receipt: one of the two is set.</summary>
/// <param name="PredictionId">As the prediction's answer gave it: <c>{id}</c>, or <c>{id}#{row}</c> for a row of several.</param>
/// <param name="Label">The class, or the number, as text: <c>"1"</c>, <c>"yes"</c>, <c>"12.5"</c>; null: there are only metrics.</param>
/// <param name="Receipt">As the prediction's answer gave it: it finds the prediction even when the ledger has let go of it.</param>
/// <param name="Kind">Feedback is counted by value and does not enter performance.</param>
/// <param name="Metrics">Values of metrics that the version's config declares, by name; those of a ratio are 0 or 1.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PredictionLabel")]
public readonly record struct PredictionLabel(
    [property: Id(0)] string? PredictionId,
    [property: Id(1)] string? Label,
    [property: Id(2)] string? Receipt = null,
    [property: Id(3)] LabelKind Kind = LabelKind.Label,
    [property: Id(4)] Dictionary<string, double>? Metrics = null)
{
    public static PredictionLabel OfReceipt(string receipt, string? label) => new(null, label, receipt);
}
