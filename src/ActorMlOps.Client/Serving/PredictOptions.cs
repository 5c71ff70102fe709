namespace ActorMlOps.Client;

/// <summary>What may be said beside the row itself.</summary>
/// <param name="PredictionId">Names the prediction, so that a label can follow; null: it can only be labelled by its receipt. At most 200 characters.</param>
/// <param name="UnitId">Who the prediction is about: the same unit always gets the same variant.</param>
/// <param name="Timeout">How long the answer is of use, from the call on, waiting included; above zero; then the prediction fails with
/// <see cref="ActorMlOps.Serving.PredictOutcome.DeadlineExceeded"/>. Null: as long as the silo's default.</param>
/// <param name="Receipts">Whether the answer must have a receipt for each row, by which it can be labelled however long the ledger keeps it,
/// and without an id.</param>
public sealed record PredictOptions(string? PredictionId = null, string? UnitId = null, TimeSpan? Timeout = null, bool Receipts = false);
