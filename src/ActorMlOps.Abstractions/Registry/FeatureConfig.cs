namespace ActorMlOps.Registry;

/// <summary>Where a named feature lives in the model's inputs.</summary>
/// <param name="Input">Name of the input; may be left out if the model has one input or one named like the feature.</param>
/// <param name="Column">Index in the input's row, from 0.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FeatureConfig")]
public sealed record FeatureConfig(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Input = null,
    [property: Id(2)] int? Column = null,
    [property: Id(3)] FeatureKind? Kind = null);
