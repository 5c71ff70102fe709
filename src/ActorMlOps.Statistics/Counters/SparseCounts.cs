using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <summary>Counts by a whole number, such as a cell of a table that is mostly empty. Exact; merging is commutative and associative.</summary>
/// <remarks>Binary form, version 1: "AMSC", version, varint cells in use; each: gap to the one before (varint), count (varint).</remarks>
public sealed class SparseCounts
{
    private const byte Version = 1;

    private readonly SortedDictionary<int, long> _counts = [];

    /// <summary>The cells in use, ascending.</summary>
    public IReadOnlyDictionary<int, long> Counts => _counts;

    /// <summary>Whether nothing was counted.</summary>
    public bool IsEmpty => _counts.Count == 0;

    /// <summary>A cell's count; 0 if nothing was counted there.</summary>
    public long this[int cell] => _counts.GetValueOrDefault(cell);

    private static ReadOnlySpan<byte> Magic => "AMSC"u8;

    /// <summary>Adds to a cell, at least 0 each.</summary>
    public void Add(int cell, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cell);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > 0)
            _counts[cell] = _counts.GetValueOrDefault(cell) + count;
    }

    /// <summary>Adds what others counted.</summary>
    public void Merge(SparseCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (cell, count) in other._counts.ToArray())
            Add(cell, count);
    }

    /// <summary>Back to nothing.</summary>
    public void Clear() => _counts.Clear();

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(_counts.Count);
        var next = 0;
        foreach (var (cell, count) in _counts)
        {
            writer.Varint(cell - next);
            writer.Varint(count);
            next = cell + 1;
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static SparseCounts Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Sparse counts");
        reader.Header(Magic, Version);
        var counts = new SparseCounts();
        long cell = -1;
        for (var left = reader.Length("number of cells", 2); left > 0; left--)
        {
            cell += reader.Count("gap") + 1;
            if (cell > int.MaxValue)
                throw reader.Malformed($"cell {cell} is beyond {int.MaxValue}");
            counts.Add((int)cell, reader.Count("count"));
        }

        reader.End();
        return counts;
    }
}
