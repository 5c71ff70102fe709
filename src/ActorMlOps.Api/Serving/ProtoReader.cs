namespace ActorMlOps.Api.Serving;

/// <summary>
/// Walks over the fields of one encoded message (protobuf.dev/programming-guides/encoding). It knows fields with numbers below 16, and lengths
/// and tags as every encoder writes them; what else may stand in a message makes it say no, as does what is cut off.
/// </summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxVarintBytes = 10;
    private const int BitsPerByte = 7;
    private const byte More = 0x80;

    private ReadOnlySpan<byte> _rest = message;

    public readonly bool Ended => _rest.IsEmpty;

    /// <summary>A field's number and wire type, <c>number &lt;&lt; 3 | type</c>.</summary>
    public bool TryTag(out byte tag)
    {
        tag = _rest.IsEmpty ? More : _rest[0];
        if (tag >= More)
            return false;
        _rest = _rest[1..];
        return true;
    }

    public bool TryVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(_rest.Length, MaxVarintBytes); i++)
        {
            value |= (ulong)(_rest[i] & ~More) << (i * BitsPerByte);
            if (_rest[i] >= More)
                continue;
            _rest = _rest[(i + 1)..];
            return true;
        }
        return false;
    }

    /// <summary>A text, bytes, a message or packed numbers.</summary>
    public bool TryBytes(out ReadOnlySpan<byte> bytes)
    {
        if (!TryVarint(out var length) || length > (ulong)_rest.Length)
        {
            bytes = default;
            return false;
        }
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
