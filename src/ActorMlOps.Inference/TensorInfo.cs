using System.Collections.Immutable;

namespace ActorMlOps.Inference;

/// <summary>Name, element type and shape of a model's input or output.</summary>
/// <param name="Name">As the ONNX file names it.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">As the ONNX file states it, the batch dimension included; -1 = variable; empty = a scalar.</param>
public sealed record TensorInfo(string Name, TensorType Type, ImmutableArray<int> Shape)
{
    /// <summary>Names of the classes whose scores the last dimension holds, where the file states them (an output that the file zips into
    /// maps); otherwise empty.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>E.g. <c>features FP32[-1, 6]</c>.</summary>
    public override string ToString() => $"{Name} {Type.ProtocolName()}[{string.Join(", ", Shape)}]";
}
