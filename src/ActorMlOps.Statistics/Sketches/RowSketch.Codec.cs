using System.Runtime.InteropServices;
using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sketches;

/// <remarks>
/// Binary form, version 1: "AMRS", version, varints width, rows seen; threshold (double), varint rows kept, then of each its key (double) and
/// its numbers (floats).
/// </remarks>
public sealed partial class RowSketch
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMRS"u8;

    /// <summary>The binary form.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Width);
        writer.Varint(Seen);
        writer.Double(Threshold);
        writer.Varint(_count);
        for (var i = 0; i < _count; i++)
        {
            writer.Double(_keys[i]);
            foreach (var value in Row(i))
                writer.Single(value);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; the sample can be merged, but no single rows can be added.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static RowSketch Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Row sketch");
        reader.Header(Magic, Version);
        var (width, seen) = (reader.Count("width"), reader.Count("rows seen"));
        if (width is < 1 or > MaxWidth)
            throw reader.Malformed($"width {width} is not 1 to {MaxWidth}");
        var threshold = reader.Double();
        var count = reader.Length("number of rows", 8 + (4 * (int)width));
        if (!(threshold is > 0 and <= 1) || count > seen)
            throw reader.Malformed($"threshold {threshold} or {count} of {seen} rows can't be");
        if (count > MaxCapacity)
            throw reader.Malformed($"{count} rows are more than {MaxCapacity}");
        var sketch = new RowSketch((int)width, Math.Max(count, 2), 0)
        {
            Seen = seen,
            Threshold = threshold,
            IsMerged = true,
            _count = count,
            _keys = new double[count],
            _values = new float[count * (int)width],
        };
        for (var i = 0; i < count; i++)
        {
            sketch._keys[i] = reader.Double();
            // Little endian, as every machine that this runs on.
            MemoryMarshal.Cast<byte, float>(reader.Take(4 * (int)width)).CopyTo(sketch._values.AsSpan(i * (int)width));
        }

        reader.End();
        return sketch;
    }
}
