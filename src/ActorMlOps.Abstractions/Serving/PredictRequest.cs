namespace ActorMlOps.Serving;

/// <summary>Rows of one or several callers, stacked in the order of <paramref name="Callers"/>, whose rows add up to those of <paramref name="Inputs"/>.</summary>
/// <param name="Inputs">One tensor per input of the model, by name, in any order.</param>
/// <param name="Callers">At least one.</param>
/// <param name="Timeout">How long the answer is of use to the callers; null: the silo's default.</param>
/// <param name="Attempt">0; 1 and more for a repeat of rows whose answer was lost with a silo: only the first attempt is evidence.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PredictRequest")]
public sealed record PredictRequest(
    [property: Id(0)] TensorBatch Inputs,
    [property: Id(1)] CallerRows[] Callers,
    [property: Id(2)] TimeSpan? Timeout = null,
    [property: Id(3)] int Attempt = 0);
