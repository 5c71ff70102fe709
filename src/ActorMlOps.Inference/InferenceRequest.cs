namespace ActorMlOps.Inference;

/// <summary>Rows to be predicted.</summary>
/// <param name="Rows">1 or more; 1 for <see cref="BatchMode.Whole"/>.</param>
/// <param name="Inputs">In signature order; unchanged until the result is there.</param>
/// <param name="State">Handed to the observer with the rows.</param>
/// <param name="Deadline">Timestamp of the batcher's <see cref="TimeProvider"/> after which nobody waits; 0 = none.</param>
public readonly record struct InferenceRequest(int Rows, TensorData[] Inputs, object? State = null, long Deadline = 0);
