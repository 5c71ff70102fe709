using ActorMlOps.Tables.Parquet;

namespace ActorMlOps.Tables;

/// <summary>
/// Writes a table of any length row by row into memory, from where the bytes are taken whenever it suits. A row is as many values as
/// there are columns, in their order and of their kinds, then <see cref="EndRow"/>.
/// </summary>
public abstract class TableWriter : IDisposable
{
    /// <exception cref="ArgumentException">No column, or two of a name.</exception>
    private protected TableWriter(IReadOnlyList<ColumnSpec> columns)
    {
        if (columns.Count == 0 || columns.DistinctBy(c => c.Name).Count() != columns.Count)
            throw new ArgumentException("A table needs a column, and names that differ.", nameof(columns));
        Columns = columns;
    }

    /// <summary>In the order of the values of a row.</summary>
    public IReadOnlyList<ColumnSpec> Columns { get; }

    /// <param name="format">How the rows are written.</param>
    /// <param name="columns">At least one, with names that differ.</param>
    public static TableWriter Open(TableFormat format, IReadOnlyList<ColumnSpec> columns) => format switch
    {
        TableFormat.Csv => new CsvTableWriter(columns),
        TableFormat.NdJson => new NdJsonTableWriter(columns),
        _ => new ParquetTableWriter(columns),
    };

    /// <summary>The next value of the row.</summary>
    public abstract void Text(ReadOnlySpan<byte> utf8);

    /// <inheritdoc cref="Text"/>
    public abstract void Integer(long value);

    /// <inheritdoc cref="Text"/>
    public abstract void Single(float value);

    /// <inheritdoc cref="Text"/>
    public abstract void Double(double value);

    /// <summary>The next value of the row is missing.</summary>
    public abstract void Missing();

    /// <summary>Ends the row.</summary>
    public abstract void EndRow();

    /// <summary>There are no more rows.</summary>
    public abstract void Complete();

    /// <summary>What was written since it was last asked for; valid until the next call of anything here.</summary>
    public abstract ReadOnlyMemory<byte> Take();

    /// <summary>Frees what writing needed.</summary>
    public abstract void Dispose();
}
