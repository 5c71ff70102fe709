namespace ActorMlOps.Serving;

/// <summary>One part per version that answered; together they cover every caller of the request once.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.PredictResponse")]
public sealed record PredictResponse([property: Id(0)] PredictionPart[] Parts);
