using System.Buffers.Binary;
using System.Text;

namespace ActorMlOps.Statistics.Codec;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote. Every malformed input ends in an <see cref="InvalidDataException"/>
/// that names the form and the offset; nothing is allocated on the word of an unchecked length.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, string form)
{
    /// <summary>Largest count accepted: sums over any number of cells that fits in memory stay inside a long.</summary>
    public const long MaxCount = 1L << 50;

    // UTF-8 that does not decode would silently turn into another text, so it is an error.
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly string _form = form;
    private int _at = 0;

    public readonly int Left => _bytes.Length - _at;

    public readonly InvalidDataException Malformed(string what) =>
        new($"{_form}: {what} (at byte {_at} of {_bytes.Length}). The bytes are damaged or of another form; encode them again.");

    /// <summary>Checks the four-byte mark and the version byte.</summary>
    public void Header(ReadOnlySpan<byte> magic, byte version) => Header(magic, version, version);

    /// <summary>Checks the four-byte mark and returns the version, which is in a range.</summary>
    public byte Header(ReadOnlySpan<byte> magic, byte oldest, byte newest)
    {
        if (!Take(magic.Length).SequenceEqual(magic))
            throw Malformed("the leading mark is missing");
        var found = Byte();
        if (found < oldest || found > newest)
        {
            var range = oldest == newest ? $"version {newest}" : $"versions {oldest} to {newest}";
            throw Malformed($"version {found} is unknown, this build reads {range}");
        }

        return found;
    }

    public byte Byte() => Take(1)[0];

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > Left)
            throw Malformed($"{length} more bytes expected, {Left} left");
        var span = _bytes.Slice(_at, length);
        _at += length;
        return span;
    }

    /// <summary>The next counts up to the first that takes more than a byte, at most <paramref name="most"/>: each is its byte.</summary>
    public ReadOnlySpan<byte> SmallCounts(int most)
    {
        var next = _bytes.Slice(_at, Math.Min(most, Left));
        var length = next.IndexOfAnyInRange((byte)0x80, byte.MaxValue);
        return Take(length < 0 ? next.Length : length);
    }

    /// <summary>A count in [0, 2^50].</summary>
    public long Count(string what) => Left > 0 && _bytes[_at] < 0x80 ? _bytes[_at++] : LargeCount(what);

    private long LargeCount(string what)
    {
        ulong value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value <= MaxCount ? (long)value : throw Malformed($"{what} {value} is beyond 2^50");
        }

        throw Malformed($"{what} is longer than nine bytes");
    }

    /// <summary>A length of items, each of which takes at least <paramref name="bytesEach"/> bytes.</summary>
    public int Length(string what, int bytesEach)
    {
        var length = Count(what);
        if (length * bytesEach > Left)
            throw Malformed($"{what} {length} does not fit in the {Left} bytes left");
        return (int)length;
    }

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public string Text(string what)
    {
        try
        {
            return s_strictUtf8.GetString(Take(Length(what, 1)));
        }
        catch (ArgumentException)
        {
            throw Malformed($"{what} is not UTF-8");
        }
    }

    public readonly void End()
    {
        if (Left != 0)
            throw Malformed($"{Left} bytes follow the end");
    }
}
