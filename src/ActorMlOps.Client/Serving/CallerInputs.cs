using System.Runtime.InteropServices;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>What one caller wants predicted: tensors, or one float row as it lies in the caller's memory.</summary>
internal readonly struct CallerInputs
{
    private readonly TensorBatch? _batch;
    private readonly Tensor[] _layout;
    private readonly ReadOnlyMemory<float> _row;

    public CallerInputs(TensorBatch batch) => (_batch, _layout, Rows) = (batch, batch.Tensors, batch.Rows);

    /// <param name="layout">Name, type and shape of the one tensor; its values are not looked at.</param>
    /// <param name="row">As many values as the shape has elements.</param>
    public CallerInputs(Tensor[] layout, ReadOnlyMemory<float> row) => (_layout, _row, Rows) = (layout, row, 1);

    public int Rows { get; }

    public bool SameLayout(in CallerInputs other)
    {
        if (ReferenceEquals(_layout, other._layout))
            return true;
        if (_layout.Length != other._layout.Length)
            return false;
        for (var i = 0; i < _layout.Length; i++)
        {
            if (!_layout[i].SameLayout(other._layout[i]))
                return false;
        }
        return true;
    }

    /// <summary>Stacks the rows of callers with one layout, at least one. The tensors of a caller alone are sent as they are.</summary>
    public static TensorBatch Stack(List<WaitingRows> callers)
    {
        var first = callers[0].Inputs;
        if (callers.Count == 1 && first._batch is { } alone)
            return alone;
        var tensors = new Tensor[first._layout.Length];
        var rows = 0;
        for (var t = 0; t < tensors.Length; t++)
        {
            var bytes = 0;
            foreach (var caller in callers)
                bytes = checked(bytes + caller.Inputs.Data(t).Length);
            // Not pooled: local grain calls share the buffer, and a shadow may still read it after the answer.
            var data = GC.AllocateUninitializedArray<byte>(bytes);
            var rest = data.AsSpan();
            rows = 0;
            foreach (var caller in callers)
            {
                var part = caller.Inputs.Data(t);
                part.CopyTo(rest);
                rest = rest[part.Length..];
                rows += caller.Inputs.Rows;
            }
            tensors[t] = first._layout[t] with { Data = data };
        }
        return new(rows, tensors);
    }

    private ReadOnlySpan<byte> Data(int tensor) =>
        _batch is null ? MemoryMarshal.AsBytes(_row.Span) : _batch.Tensors[tensor].Data.Span;
}
