using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sketches;

/// <remarks>
/// Binary form, version 1: "AMRR", version, varints width, capacity, seen, next position to keep (0: not drawn, 1: never, else
/// position + 1); threshold (double), generator state (8 bytes), then the rows kept as doubles.
/// </remarks>
public sealed partial class RowReservoir
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMRR"u8;

    /// <summary>The binary form; a reservoir read from it goes on exactly as this one.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(Width);
        writer.Varint(Capacity);
        writer.Varint(Seen);
        writer.Varint(_next switch { 0 => 0, long.MaxValue => 1, _ => _next + 1 });
        writer.Double(_threshold);
        writer.UInt64(_random.State);
        foreach (var value in _values.AsSpan(0, Count * Width))
            writer.Double(value);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static RowReservoir Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Row reservoir");
        reader.Header(Magic, Version);
        var (width, capacity) = (reader.Count("width"), reader.Count("capacity"));
        if (width is < 1 or > MaxWidth || capacity is < 1 or > MaxCapacity)
            throw reader.Malformed($"width {width} and capacity {capacity} are not 1 to {MaxWidth} and 1 to {MaxCapacity}");
        var (seen, next) = (reader.Count("rows seen"), reader.Count("next row to keep"));
        var threshold = reader.Double();
        if (!(threshold is >= 0 and <= 1) || (next == 0) != (seen < capacity) || (next > 1 && next - 1 <= seen))
            throw reader.Malformed($"threshold {threshold} or next row {next} cannot follow {seen} rows");
        var reservoir = new RowReservoir((int)width, (int)capacity, reader.UInt64())
        {
            Seen = seen,
            _threshold = threshold,
            _next = next switch { 0 => 0, 1 => long.MaxValue, _ => next - 1 },
        };
        var values = long.Min(seen, capacity) * width;
        if (values * sizeof(double) != reader.Left)
            throw reader.Malformed($"{reader.Left} bytes are left for {values} numbers");
        reservoir._values = new double[values];
        foreach (ref var value in reservoir._values.AsSpan())
            value = reader.Double();
        reader.End();
        return reservoir;
    }
}
