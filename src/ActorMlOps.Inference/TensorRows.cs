using System.Buffers.Binary;

namespace ActorMlOps.Inference;

/// <summary>Cuts and joins tensors by rows.</summary>
public static class TensorRows
{
    /// <summary>Elements of one row.</summary>
    public static long Elements(ReadOnlySpan<int> rowShape)
    {
        long elements = 1;
        foreach (int dimension in rowShape)
            elements = checked(elements * dimension);
        return elements;
    }

    /// <summary>The rows from <paramref name="first"/>, <paramref name="rows"/> of them, of a valid tensor; shares its memory.</summary>
    /// <param name="type">Element type.</param>
    /// <param name="tensor">Its row shape must not be null.</param>
    /// <param name="first">Index of the first row.</param>
    /// <param name="rows">Number of rows.</param>
    public static TensorData Slice(TensorType type, in TensorData tensor, int first, int rows)
    {
        long elements = Elements(tensor.RowShape);
        if (type != TensorType.Bytes)
        {
            int rowBytes = checked((int)(elements * type.Size()));
            return tensor with { Data = tensor.Data.Slice(first * rowBytes, rows * rowBytes) };
        }
        int start = SkipStrings(tensor.Data.Span, 0, first * elements);
        int end = SkipStrings(tensor.Data.Span, start, rows * elements);
        return tensor with { Data = tensor.Data[start..end] };
    }

    /// <summary>Joins parts of equal row shape one after the other into fresh memory.</summary>
    public static TensorData Join(IReadOnlyList<TensorData> parts)
    {
        int length = 0;
        foreach (var part in parts)
            length = checked(length + part.Data.Length);
        var joined = GC.AllocateUninitializedArray<byte>(length);
        int at = 0;
        foreach (var part in parts)
        {
            part.Data.CopyTo(joined.AsMemory(at));
            at += part.Data.Length;
        }
        return new TensorData(joined, parts[0].RowShape);
    }

    // Offset after that many length-prefixed strings.
    private static int SkipStrings(ReadOnlySpan<byte> data, int offset, long strings)
    {
        for (; strings > 0; strings--)
            offset += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);
        return offset;
    }
}
