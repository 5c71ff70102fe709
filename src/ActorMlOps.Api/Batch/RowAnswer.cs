using ActorMlOps.Client;

namespace ActorMlOps.Api.Batch;

/// <summary>What became of a row: it is row <paramref name="Row"/> of a prediction, or there is an error.</summary>
internal readonly record struct RowAnswer(Prediction? Prediction, int Row, string? Error);
