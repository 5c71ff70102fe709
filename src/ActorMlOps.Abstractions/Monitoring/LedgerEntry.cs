using ActorMlOps.Rollout;

namespace ActorMlOps.Monitoring;

/// <summary>What a later label needs to know of a prediction.</summary>
/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Row">Number of the row within its version.</param>
/// <param name="Hop">Hop of 10 s in which the prediction was made, Unix seconds.</param>
/// <param name="Epoch">Epoch of the policy that chose the version.</param>
/// <param name="Predicted">Index of the predicted class, or the predicted value.</param>
/// <param name="Score">Score of the positive class; NaN if there is none.</param>
/// <param name="Segments">Code of the value of each segment column, from 1, eight bits each; 0: other.</param>
/// <param name="Attempt">0; 1 and more for a repeat of rows whose answer nobody got.</param>
[GenerateSerializer, Immutable, Alias("actormlops.LedgerEntry")]
public readonly record struct LedgerEntry(
    [property: Id(0)] UInt128 Id,
    [property: Id(1)] long Row,
    [property: Id(2)] long Hop,
    [property: Id(3)] long Epoch,
    [property: Id(4)] VariantRole Role,
    [property: Id(5)] double Predicted,
    [property: Id(6)] float Score,
    [property: Id(7)] uint Segments,
    [property: Id(8)] int Attempt = 0);
