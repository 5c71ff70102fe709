namespace ActorMlOps.Monitoring;

/// <summary>A category that the reference does not have; its rows lie in [Low, High].</summary>
/// <param name="Name">Its first bytes, if it is long.</param>
[GenerateSerializer, Immutable, Alias("actormlops.UnseenName")]
public sealed record UnseenName([property: Id(0)] string Name, [property: Id(1)] long Low, [property: Id(2)] long High);
