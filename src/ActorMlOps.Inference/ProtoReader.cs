using System.Buffers.Binary;

namespace ActorMlOps.Inference;

/// <summary>Walks the fields of a protobuf message (encoding: protobuf.dev/programming-guides/encoding) without building objects.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Field number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Value of a varint or fixed field.</summary>
    public ulong Number { get; private set; }

    /// <summary>Bytes of a length-delimited field; empty for others.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the current field is length-delimited.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>The current field with its tag and length.</summary>
    public ReadOnlySpan<byte> Whole { get; private set; }

    /// <summary>Varints that stand one after the other.</summary>
    /// <exception cref="InvalidDataException">They do not.</exception>
    public static List<ulong> Packed(ReadOnlySpan<byte> bytes)
    {
        var values = new List<ulong>();
        var reader = new ProtoReader(bytes);
        while (!reader._rest.IsEmpty)
            values.Add(reader.Varint());
        return values;
    }

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">Not protobuf, or cut off.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
            return false;
        var start = _rest;
        ulong tag = Varint();
        if (tag >> 3 is 0 or > 536_870_911)
            throw new InvalidDataException("bad field number");
        Field = (int)(tag >> 3);
        Bytes = default;
        IsBytes = false;
        switch (tag & 7)
        {
            case 0:
                Number = Varint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take(Varint());
                IsBytes = true;
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException("bad wire type");
        }
        Whole = start[..^_rest.Length];
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < 10; i++)
        {
            if (i >= _rest.Length)
                throw new EndOfStreamException();
            byte b = _rest[i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return value;
            }
        }
        throw new InvalidDataException("bad varint");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new EndOfStreamException();
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
