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
}
