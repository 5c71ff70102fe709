namespace ActorMlOps.Tables;

/// <summary>Collects the values of a column.</summary>
internal sealed class ColumnBuilder(string name)
{
    private byte[] _utf8 = [];
    private int[] _ends = [];
    private int _length;

    public string Name => name;

    public int Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        int needed = checked(_length + utf8.Length);
        if (needed > _utf8.Length)
            Array.Resize(ref _utf8, Grown(needed, _utf8.Length));
        utf8.CopyTo(_utf8.AsSpan(_length));
        _length = needed;
        AddEnd(_length);
    }

    public void AddMissing() => AddEnd(~_length);

    public TextColumn ToColumn() => new(name, _utf8.AsSpan(0, _length).ToArray(), _ends.AsSpan(0, Rows).ToArray());

    /// <summary>The first <paramref name="rows"/> values, which are then forgotten.</summary>
    public TextColumn TakeColumn(int rows)
    {
        int length = rows == 0 ? 0 : Length(_ends[rows - 1]);
        var column = new TextColumn(name, _utf8.AsSpan(0, length).ToArray(), _ends.AsSpan(0, rows).ToArray());
        _utf8.AsSpan(length, _length - length).CopyTo(_utf8);
        _length -= length;
        Rows -= rows;
        for (int row = 0; row < Rows; row++)
        {
            int end = _ends[rows + row];
            _ends[row] = end < 0 ? ~(~end - length) : end - length;
        }
        return column;
    }

    /// <summary>Forgets the values.</summary>
    public void Clear() => (_length, Rows) = (0, 0);

    private static int Length(int end) => end < 0 ? ~end : end;

    private void AddEnd(int end)
    {
        if (Rows == _ends.Length)
            Array.Resize(ref _ends, Grown(Rows + 1, _ends.Length));
        _ends[Rows++] = end;
    }

    private static int Grown(int needed, int size) => (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(needed, 64), size * 3L / 2));
}
