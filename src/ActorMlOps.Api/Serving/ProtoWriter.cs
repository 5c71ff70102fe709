using System.Numerics;
using System.Text;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Writes fields of an encoded message (protobuf.dev/programming-guides/encoding) where there is room for them: their sizes are told before.
/// Field numbers are below 16, so that a tag is one byte.
/// </summary>
internal ref struct ProtoWriter(Span<byte> room)
{
    private const int TagBytes = 1;
    private const int NumberBits = 3;
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int BitsPerByte = 7;
    private const byte More = 0x80;

    private Span<byte> _room = room;

    public static int SizeOf(ulong value) => 1 + ((BitOperations.Log2(value | 1)) / BitsPerByte);

    /// <summary>Of a field with that number.</summary>
    public static int SizeOfNumber(ulong value) => TagBytes + SizeOf(value);

    /// <summary>Of a field with that many bytes.</summary>
    public static int SizeOfBytes(int length) => TagBytes + SizeOf((ulong)length) + length;

    /// <summary>Of a field with that text; an empty one is left out.</summary>
    public static int SizeOfText(string text) => text.Length == 0 ? 0 : SizeOfBytes(Encoding.UTF8.GetByteCount(text));

    public void Number(int field, ulong value)
    {
        Tag(field, Varint);
        Value(value);
    }

    public void Text(int field, string text)
    {
        if (text.Length == 0)
            return;
        Length(field, Encoding.UTF8.GetByteCount(text));
        _room = _room[Encoding.UTF8.GetBytes(text, _room)..];
    }

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Length(field, bytes.Length);
        bytes.CopyTo(_room);
        _room = _room[bytes.Length..];
    }

    /// <summary>What a field with that many bytes begins with.</summary>
    public void Length(int field, int length)
    {
        Tag(field, Delimited);
        Value((ulong)length);
    }

    /// <summary>A number without a tag, as packed ones are.</summary>
    public void Value(ulong value)
    {
        var at = 0;
        for (; value >= More; value >>= BitsPerByte)
            _room[at++] = (byte)(value | More);
        _room[at++] = (byte)value;
        _room = _room[at..];
    }

    private void Tag(int field, int type)
    {
        _room[0] = (byte)((field << NumberBits) | type);
        _room = _room[TagBytes..];
    }
}
