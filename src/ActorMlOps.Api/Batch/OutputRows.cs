using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Batch;

/// <summary>The outputs of a prediction, element by element.</summary>
internal sealed class OutputRows
{
    private readonly Tensor[] _tensors;

    // Where each element of a text tensor begins.
    private readonly int[]?[] _starts;

    public OutputRows(TensorBatch outputs)
    {
        _tensors = outputs.Tensors;
        _starts = Array.ConvertAll(_tensors, t => t.Type == TensorType.Bytes ? Starts(t.Data.Span, outputs.Rows * t.ElementsPerRow) : null);
    }

    public TensorType Type(int tensor) => _tensors[tensor].Type;

    public int ElementsPerRow(int tensor) => _tensors[tensor].ElementsPerRow;

    public ReadOnlySpan<byte> Text(int tensor, int index)
    {
        var data = _tensors[tensor].Data.Span;
        var start = _starts[tensor]![index];
        return data.Slice(start + 4, (int)BinaryPrimitives.ReadUInt32LittleEndian(data[start..]));
    }

    public float Single(int tensor, int index) => Read<float>(tensor, index);

    /// <summary>An element of any numeric type, exact up to 2^53.</summary>
    public double Number(int tensor, int index) => Type(tensor) switch
    {
        TensorType.Fp16 => (double)Read<Half>(tensor, index),
        TensorType.Fp32 => Read<float>(tensor, index),
        TensorType.Fp64 => Read<double>(tensor, index),
        TensorType.UInt64 => Read<ulong>(tensor, index),
        _ => Integer(tensor, index),
    };

    /// <summary>An element of a whole type.</summary>
    public long Integer(int tensor, int index) => Type(tensor) switch
    {
        TensorType.Bool or TensorType.UInt8 => Read<byte>(tensor, index),
        TensorType.Int8 => Read<sbyte>(tensor, index),
        TensorType.Int16 => Read<short>(tensor, index),
        TensorType.UInt16 => Read<ushort>(tensor, index),
        TensorType.Int32 => Read<int>(tensor, index),
        TensorType.UInt32 => Read<uint>(tensor, index),
        _ => Read<long>(tensor, index),
    };

    private T Read<T>(int tensor, int index) where T : unmanaged => MemoryMarshal.Cast<byte, T>(_tensors[tensor].Data.Span)[index];

    private static int[] Starts(ReadOnlySpan<byte> data, int elements)
    {
        var starts = new int[elements];
        for (int e = 0, at = 0; e < elements; e++)
        {
            starts[e] = at;
            at += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
        }
        return starts;
    }
}
