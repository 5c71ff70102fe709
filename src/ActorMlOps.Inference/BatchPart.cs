namespace ActorMlOps.Inference;

/// <summary>The rows of one request within a batch.</summary>
/// <param name="State">What the caller gave along.</param>
/// <param name="FirstRow">Index of its first row in the batch.</param>
/// <param name="Rows">Number of its rows.</param>
public readonly record struct BatchPart(object? State, int FirstRow, int Rows);
