using System.Buffers.Binary;
using System.Text.Unicode;

namespace ActorMlOps.Serving;

/// <summary>
/// The values of one input or output for all rows of a batch: little-endian, row-major; <see cref="TensorType.Bytes"/> as u32 length + bytes
/// per element. The buffer must not be written to once the tensor exists: local grain calls share it.
/// </summary>
[GenerateSerializer, Immutable, Alias("actormlops.Tensor")]
public sealed record Tensor(
    [property: Id(0)] string Name,
    [property: Id(1)] TensorType Type,
    [property: Id(2)] int[] RowShape,
    [property: Id(3)] ReadOnlyMemory<byte> Data)
{
    /// <summary>Elements in one row (1 for a scalar row).</summary>
    public int ElementsPerRow
    {
        get
        {
            var elements = 1;
            foreach (var d in RowShape)
                elements = checked(elements * d);
            return elements;
        }
    }

    /// <summary>Same name, type and shape of a row, so that the rows may be stacked.</summary>
    public bool SameLayout(Tensor other) =>
        Name == other.Name && Type == other.Type && RowShape.AsSpan().SequenceEqual(other.RowShape);

    /// <summary>The values of some rows, as a view. Texts before them are walked over.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int rows)
    {
        var elements = ElementsPerRow;
        if (Type != TensorType.Bytes)
            return Data.Slice(first * elements * Type.Size(), rows * elements * Type.Size());
        var start = Skip(Data.Span, 0, first * elements);
        return Data[start..Skip(Data.Span, start, rows * elements)];
    }

    private static int Skip(ReadOnlySpan<byte> data, int at, int elements)
    {
        for (var i = 0; i < elements; i++)
            at += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
        return at;
    }

    /// <summary>What is wrong with the values of that many rows, see <see cref="TensorBatch.FindError"/>.</summary>
    internal string? FindError(int rows)
    {
        if (!Enum.IsDefined(Type))
            return $"Tensor '{Name}' has no known type.";
        long elements = rows;
        foreach (var d in RowShape)
        {
            // Both are below 2^31: the product cannot overflow.
            if (d < 0 || (elements *= d) > int.MaxValue)
                return $"Tensor '{Name}' can't have {rows} rows of shape [{string.Join(", ", RowShape)}].";
        }
        if (Type == TensorType.Bytes)
            return FindTextError(elements);
        var bytes = elements * Type.Size();
        return Data.Length == bytes ? null : $"Tensor '{Name}' holds {Data.Length} bytes; {rows} rows of its shape are {bytes}.";
    }

    private string? FindTextError(long elements)
    {
        var rest = Data.Span;
        for (long i = 0; i < elements; i++)
        {
            if (rest.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(rest) is var length && length > (uint)rest.Length - 4)
                return $"Tensor '{Name}' ends within element {i} of {elements}.";
            if (!Utf8.IsValid(rest.Slice(4, (int)length)))
                return $"Tensor '{Name}': element {i} is not valid UTF-8.";
            rest = rest[(4 + (int)length)..];
        }
        return rest.IsEmpty ? null : $"Tensor '{Name}' has {rest.Length} bytes after its {elements} elements.";
    }
}
