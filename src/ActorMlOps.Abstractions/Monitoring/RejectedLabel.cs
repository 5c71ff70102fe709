namespace ActorMlOps.Monitoring;

/// <param name="Index">Position in the request.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RejectedLabel")]
public sealed record RejectedLabel([property: Id(0)] int Index, [property: Id(1)] string Reason);
