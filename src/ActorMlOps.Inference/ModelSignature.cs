using System.Collections.Immutable;

namespace ActorMlOps.Inference;

/// <summary>What a model takes and gives, and whether rows may be stacked.</summary>
/// <param name="Inputs">In the order of the ONNX file, without initialisers; requests list their tensors in this order.</param>
/// <param name="Outputs">In the order of the ONNX file.</param>
/// <param name="Batch">Declared by the shapes, and demoted when a trial run shows otherwise.</param>
public sealed record ModelSignature(ImmutableArray<TensorInfo> Inputs, ImmutableArray<TensorInfo> Outputs, BatchMode Batch)
{
    /// <summary>Shape of one row of input <paramref name="input"/>: without the batch dimension; the whole shape for
    /// <see cref="BatchMode.Whole"/>. -1 = variable.</summary>
    public ReadOnlySpan<int> RowShape(int input) => Row(Inputs[input]);

    /// <summary>Shape of one row of output <paramref name="output"/>, as <see cref="RowShape"/>.</summary>
    public ReadOnlySpan<int> OutputRowShape(int output) => Row(Outputs[output]);

    private ReadOnlySpan<int> Row(TensorInfo info) =>
        Batch == BatchMode.Whole ? info.Shape.AsSpan() : info.Shape.AsSpan()[1..];
}
