namespace ActorMlOps.Registry;

/// <summary>Which outputs carry the predicted class or value and the scores.</summary>
/// <param name="PositiveClass">The class that counts as positive (binary); default: the last of the classes.</param>
/// <param name="Threshold">Positive from this score on (binary models without a label output), 0 to 1; default 0.5.</param>
[GenerateSerializer, Immutable, Alias("actormlops.OutputConfig")]
public sealed record OutputConfig(
    [property: Id(0)] string? Label = null,
    [property: Id(1)] string? Scores = null,
    [property: Id(2)] string? PositiveClass = null,
    [property: Id(3)] double? Threshold = null,
    [property: Id(4)] string[]? Classes = null);
