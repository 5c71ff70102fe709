namespace ActorMlOps.Inference;

/// <summary>Work of lanes since they began.</summary>
/// <param name="Rows">Rows that were run, those that failed included.</param>
/// <param name="Busy">Time in batches: running the model, showing the batch to the observer and giving the results out.</param>
public readonly record struct LaneWork(long Rows, TimeSpan Busy);
