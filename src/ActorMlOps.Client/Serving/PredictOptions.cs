namespace ActorMlOps.Client;

/// <summary>What may be said beside the row itself.</summary>
/// <param name="PredictionId">Names the prediction, so that a label can follow; null: it can't be labelled. At most 200 characters.</param>
/// <param name="UnitId">Who the prediction is about: the same unit always gets the same variant.</param>
/// <param name="Timeout">How long the answer is of use, from the call on, waiting included; above zero; then the prediction fails with
/// <see cref="ActorMlOps.Serving.PredictOutcome.DeadlineExceeded"/>. Null: as long as the silo's default.</param>
public sealed record PredictOptions(string? PredictionId = null, string? UnitId = null, TimeSpan? Timeout = null);
