namespace ActorMlOps.Tables;

/// <summary>What a table that is read may hold at most.</summary>
public sealed record TableLimits
{
    /// <summary>Rows, the header not counted.</summary>
    public int MaxRows { get; init; } = 5_000_000;

    /// <summary>Columns.</summary>
    public int MaxColumns { get; init; } = 4_096;

    /// <summary>Rows times columns; a cell takes 4 bytes of memory and those of its text.</summary>
    public long MaxCells { get; init; } = 100_000_000;

    /// <summary>Bytes of the text, after inflating if it is compressed; at most about 2 billion.</summary>
    public int MaxBytes { get; init; } = 512 << 20;

    /// <summary>Bytes of one field.</summary>
    public int MaxFieldBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of one row of a table that is read row by row (<see cref="TableReader"/>).</summary>
    public int MaxRowBytes { get; init; } = 16 << 20;
}
