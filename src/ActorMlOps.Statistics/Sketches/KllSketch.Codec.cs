using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sketches;

/// <remarks>
/// Binary form, version 1: "AMKL", version, varints k, least k, count, nan, +inf, -inf; generator state (8 bytes); if count is
/// not 0: minimum and maximum (doubles), varint levels; each: varint items, doubles in the order kept.
/// </remarks>
public sealed partial class KllSketch
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMKL"u8;

    /// <summary>The binary form; a sketch read from it goes on exactly as this one.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(K);
        writer.Varint(LeastK);
        writer.Varint(Count);
        writer.Varint(NaN);
        writer.Varint(PositiveInfinity);
        writer.Varint(NegativeInfinity);
        writer.UInt64(_random.State);
        if (Count == 0)
            return writer.ToArray();
        writer.Double(_min);
        writer.Double(_max);
        writer.Varint(_levels.Count);
        foreach (var level in _levels)
        {
            writer.Varint(level.Count);
            foreach (var item in level)
                writer.Double(item);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static KllSketch Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "KLL sketch");
        reader.Header(Magic, Version);
        var (k, least) = (reader.Count("k"), reader.Count("least k"));
        if (k is < MinK or > MaxK || least < MinK || least > k)
            throw reader.Malformed($"k {k} and least k {least} are outside {MinK} to {MaxK}");
        var (count, nan) = (reader.Count("count"), reader.Count("nan"));
        var (positive, negative) = (reader.Count("+infinity"), reader.Count("-infinity"));
        var sketch = new KllSketch((int)k, reader.UInt64())
        {
            LeastK = (int)least,
            Count = count,
            NaN = nan,
            PositiveInfinity = positive,
            NegativeInfinity = negative,
        };
        if (count > 0)
            sketch.ReadItems(ref reader);
        reader.End();
        return sketch;
    }

    private void ReadItems(ref ByteReader reader)
    {
        (_min, _max) = (reader.Double(), reader.Double());
        if (!double.IsFinite(_min) || !double.IsFinite(_max) || _min > _max)
            throw reader.Malformed("minimum and maximum are not finite and ascending");
        var levels = reader.Length("number of levels", 1);
        if (levels is < 1 or > MaxLevels)
            throw reader.Malformed($"{levels} levels are outside 1 to {MaxLevels}");
        var weights = UInt128.Zero;
        _levels.Clear();
        for (var level = 0; level < levels; level++)
        {
            var count = reader.Length("items of a level", 8);
            var items = new List<double>(count);
            while (items.Count < count)
            {
                items.Add(reader.Double());
                if (!(items[^1] >= _min && items[^1] <= _max))
                    throw reader.Malformed("an item is outside minimum and maximum");
            }

            weights += (UInt128)(ulong)items.Count << level;
            _kept += items.Count;
            _levels.Add(items);
        }

        if (weights != (UInt128)(ulong)Count)
            throw reader.Malformed($"the items stand for {weights} values, the count is {Count}");
        _capacity = CapacityOfAll();
    }
}
