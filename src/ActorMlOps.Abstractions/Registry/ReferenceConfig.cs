namespace ActorMlOps.Registry;

/// <summary>How to read the reference's columns that are no features.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.ReferenceConfig")]
public sealed record ReferenceConfig(
    [property: Id(0)] string? LabelColumn = null,
    [property: Id(1)] string? PredictionColumn = null,
    [property: Id(2)] string? ScoreColumn = null,
    [property: Id(3)] string[]? Ignore = null);
