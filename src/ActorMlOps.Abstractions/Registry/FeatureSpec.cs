using ActorMlOps.Serving;

namespace ActorMlOps.Registry;

/// <summary>A watched feature: one element of one input's row.</summary>
/// <param name="Input">Index of the input in the signature.</param>
/// <param name="Element">Index in the input's row, row-major, from 0.</param>
/// <param name="Type">The input's element type.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FeatureSpec")]
public sealed record FeatureSpec(
    [property: Id(0)] string Name,
    [property: Id(1)] FeatureKind Kind,
    [property: Id(2)] int Input,
    [property: Id(3)] int Element,
    [property: Id(4)] TensorType Type);
