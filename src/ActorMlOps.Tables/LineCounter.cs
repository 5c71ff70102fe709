namespace ActorMlOps.Tables;

/// <summary>Line numbers of rising offsets in a text.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private long _offset;
    private long _line = 1;

    /// <summary>1-based line of an offset that is not before the one asked last.</summary>
    public long At(long offset)
    {
        _line += _text[(int)_offset..(int)offset].Count((byte)'\n');
        _offset = offset;
        return _line;
    }
}
