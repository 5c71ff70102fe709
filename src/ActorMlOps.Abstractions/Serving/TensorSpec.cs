namespace ActorMlOps.Serving;

/// <summary>Name, type and shape of an input or output, as the model file declares them; -1 is a variable dimension.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.TensorSpec")]
public sealed record TensorSpec([property: Id(0)] string Name, [property: Id(1)] TensorType Type, [property: Id(2)] int[] Shape)
{
    public string Describe() => $"{Name} {Type.Name()}[{string.Join(", ", Shape)}]";
}
