namespace ActorMlOps.Inference;

/// <summary>Outcome of a request and, when done, its outputs.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Rows">Rows of the request.</param>
/// <param name="Outputs">In signature order; empty unless <see cref="InferenceOutcome.Done"/>. The memory is never reused,
/// but may be shared, read-only, with the other requests of the batch.</param>
/// <param name="Error">Why not, in words; null when done.</param>
public readonly record struct InferenceResult(InferenceOutcome Outcome, int Rows, TensorData[] Outputs, string? Error = null)
{
    internal static InferenceResult Not(InferenceOutcome outcome, int rows, string error) => new(outcome, rows, [], error);
}
