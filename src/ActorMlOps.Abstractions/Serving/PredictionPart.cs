using ActorMlOps.Rollout;

namespace ActorMlOps.Serving;

/// <summary>The answer to those callers of a request that one version answered.</summary>
/// <param name="Outcome">Outputs are set only if <see cref="PredictOutcome.Ok"/>.</param>
/// <param name="Message">Why not, for the caller to read.</param>
/// <param name="Callers">Indices into the request's callers; the outputs hold their rows in this order. Null: all of them, in theirs.</param>
/// <param name="Version">Which version answered.</param>
/// <param name="Epoch">Epoch of the policy that chose it; 0 if the caller named the version.</param>
/// <param name="Role">Role of the version in that policy.</param>
/// <param name="Degraded">The policy could not be confirmed in time: the last known stable version answered.</param>
/// <param name="Outputs">One tensor per output of the model.</param>
/// <param name="Receipts">One per row of the outputs, "" for rows whose caller did not ask; null: nobody asked, or nothing can be labelled.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PredictionPart")]
public sealed record PredictionPart(
    [property: Id(0)] PredictOutcome Outcome,
    [property: Id(1)] string? Message,
    [property: Id(2)] int[]? Callers,
    [property: Id(3)] string Version,
    [property: Id(4)] long Epoch,
    [property: Id(5)] VariantRole Role,
    [property: Id(6)] bool Degraded,
    [property: Id(7)] TensorBatch? Outputs,
    [property: Id(8)] string[]? Receipts = null);
