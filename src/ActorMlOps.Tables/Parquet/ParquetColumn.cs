using ParquetSharp;

namespace ActorMlOps.Tables.Parquet;

/// <summary>Reads the values of a column as text.</summary>
internal abstract class ParquetColumn(string name)
{
    public string Name => name;

    public abstract void Open(RowGroupReader group);

    /// <summary>Adds that many values.</summary>
    /// <exception cref="TableFormatException">There are fewer.</exception>
    public abstract void Read(int rows, BadRows bad);

    /// <summary>The values that were added, which are then forgotten.</summary>
    public abstract TextColumn Take();

    public abstract void Close();

    /// <param name="column">One that can be read.</param>
    /// <param name="index">Its place among the columns of the file.</param>
    public static ParquetColumn Of(ParquetDescriptor column, int index) => (column.Type, column.Logical) switch
    {
        (PhysicalType.Boolean, _) => new ParquetColumn<bool>(column, index, ParquetText.Of),
        (PhysicalType.Int32, DecimalLogicalType d) => new ParquetColumn<int>(column, index, ParquetText.Scaled<int>(d.Scale)),
        (PhysicalType.Int64, DecimalLogicalType d) => new ParquetColumn<long>(column, index, ParquetText.Scaled<long>(d.Scale)),
        (PhysicalType.Int32, DateLogicalType) => new ParquetColumn<int>(column, index, ParquetText.Date),
        (PhysicalType.Int32, IntLogicalType { IsSigned: false }) => new ParquetColumn<int>(column, index, ParquetText.Unsigned),
        (PhysicalType.Int32, _) => new ParquetColumn<int>(column, index, ParquetText.Of),
        (PhysicalType.Int64, TimestampLogicalType t) => new ParquetColumn<long>(column, index, ParquetText.Instant(t.TimeUnit, t.IsAdjustedToUtc)),
        (PhysicalType.Int64, IntLogicalType { IsSigned: false }) => new ParquetColumn<long>(column, index, ParquetText.Unsigned),
        (PhysicalType.Int64, _) => new ParquetColumn<long>(column, index, ParquetText.Of),
        (PhysicalType.Float, _) => new ParquetColumn<float>(column, index, ParquetText.Of),
        (PhysicalType.Double, _) => new ParquetColumn<double>(column, index, ParquetText.Of),
        (PhysicalType.ByteArray, DecimalLogicalType d) => new ParquetColumn<ByteArray>(column, index, ParquetText.Scaled(d.Scale)),
        (PhysicalType.ByteArray, _) => new ParquetColumn<ByteArray>(column, index, ParquetText.Of),
        (_, DecimalLogicalType d) => new ParquetColumn<FixedLenByteArray>(column, index, ParquetText.Scaled(d.Scale, column.TypeLength)),
        _ => new ParquetColumn<FixedLenByteArray>(column, index, ParquetText.Half),
    };
}

/// <summary>Of one physical type.</summary>
internal sealed class ParquetColumn<T>(ParquetDescriptor column, int index, AddText<T> add) : ParquetColumn(column.Name)
    where T : unmanaged
{
    private const int BatchRows = 1_024;

    private readonly ColumnBuilder _values = new(column.Name);
    private readonly T[] _batch = new T[BatchRows];
    private readonly short[] _levels = column.MaxDefinitionLevel > 0 ? new short[BatchRows] : [];
    private readonly short _present = column.MaxDefinitionLevel;
    private ColumnReader<T>? _reader;

    public override void Open(RowGroupReader group) =>
        _reader = group.Column(index) as ColumnReader<T>
            ?? throw new TableFormatException($"Column '{TextColumn.Shown(Name)}' has another type than the schema says.");

    public override void Read(int rows, BadRows bad)
    {
        for (int row = 0; row < rows;)
        {
            int wanted = Math.Min(BatchRows, rows - row);
            int levels = (int)_reader!.ReadBatch(wanted, _levels, [], _batch, out long values);
            // Without levels every value is a row.
            int read = _present > 0 ? levels : (int)values;
            if (read <= 0 || read > wanted || values > read)
                throw new TableFormatException($"Column '{TextColumn.Shown(Name)}' ends before the row group does.");
            Add(read, (int)values, row, bad);
            row += read;
        }
    }

    public override TextColumn Take() => _values.TakeColumn(_values.Rows);

    public override void Close()
    {
        _reader?.Dispose();
        _reader = null;
        _values.Clear();
    }

    private void Add(int rows, int values, int first, BadRows bad)
    {
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            if (_present > 0 && _levels[row] < _present)
                _values.AddMissing();
            else if (next == values)
                throw new TableFormatException($"Column '{TextColumn.Shown(Name)}' has fewer values than it says.");
            else if (!add(_batch[next++], _values))
                Spoil(first + row, bad);
        }
    }

    private void Spoil(int row, BadRows bad)
    {
        _values.AddMissing();
        bad.Add(row, new TableFormatException($"Column '{TextColumn.Shown(Name)}' holds something that is no valid value of its type."));
    }
}
