namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>What single rows of a batch look like: values in tails, and a coarse hash. One buffer, used again and again.</summary>
internal sealed class RowSigns
{
    private ushort[] _beyond = new ushort[256];
    private uint[] _hashes = new uint[256];
    private int _rows;

    /// <summary>By row: features in the extreme tails of the reference, or with a category that it does not have.</summary>
    public Span<ushort> Beyond => _beyond.AsSpan(0, _rows);

    /// <summary>By row: the same for rows that are much alike.</summary>
    public Span<uint> Hashes => _hashes.AsSpan(0, _rows);

    /// <summary>Begins with rows of which nothing is known.</summary>
    public void Begin(int rows)
    {
        if (rows > _beyond.Length)
            (_beyond, _hashes) = (new ushort[rows], new uint[rows]);
        _rows = rows;
        Beyond.Clear();
        Hashes.Clear();
    }
}
