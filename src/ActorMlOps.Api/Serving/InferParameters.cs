namespace ActorMlOps.Api.Serving;

/// <summary>The request parameters that mean something here; others are ignored, as the protocol demands.</summary>
/// <param name="UnitId">Who the prediction is about: the same unit always gets the same variant.</param>
/// <param name="Timeout">How long the answer is of use; in the request: microseconds.</param>
internal readonly record struct InferParameters(string? UnitId, TimeSpan? Timeout);
