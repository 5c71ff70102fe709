using System.Text;
using System.Text.Json;

namespace ActorMlOps.Tables;

/// <summary>Columns that come to light property by property; what a row does not state is missing.</summary>
/// <param name="limits">What may be read.</param>
/// <param name="wanted">Properties that are read; null: all. Others may hold anything.</param>
internal sealed class JsonColumns(TableLimits limits, IReadOnlySet<string>? wanted = null)
{
    private readonly List<ColumnBuilder> _columns = [];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private byte[] _scratch = [];
    private int _rows;
    private long _line;

    /// <summary>Rows that have begun.</summary>
    public int Rows => _rows;

    /// <summary>Rows times columns.</summary>
    public long Cells => (long)_rows * _columns.Count;

    public void BeginRow(long line)
    {
        _line = line;
        if (_rows == limits.MaxRows)
            throw new TableFormatException($"More than {limits.MaxRows} rows. Split the table.", line);
        _rows++;
        CheckCells();
    }

    /// <summary>Index of the column that the property at the reader names; -1: it is not wanted.</summary>
    public int Field(ref Utf8JsonReader reader)
    {
        string name = Encoding.UTF8.GetString(Text(ref reader, "A property name", column: 0));
        if (!_indices.TryGetValue(name, out int index))
        {
            if (wanted is not null && !wanted.Contains(name))
                return -1;
            if (name.Length == 0)
                throw new TableFormatException("A field has an empty name.", _line);
            if (_columns.Count == limits.MaxColumns)
                throw new TableFormatException($"More than {limits.MaxColumns} fields.", _line);
            index = _columns.Count;
            _columns.Add(new ColumnBuilder(name));
            _indices.Add(name, index);
            CheckCells();
        }
        if (_columns[index].Rows == _rows)
            throw new TableFormatException($"Field '{TextColumn.Shown(name)}' is there twice.", _line, index + 1);
        return index;
    }

    /// <summary>The value at the reader belongs to that column.</summary>
    public void Value(int index, ref Utf8JsonReader reader)
    {
        if (index < 0)
        {
            reader.Skip();
            return;
        }
        var column = _columns[index];
        Fill(column, _rows - 1);
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                column.AddMissing();
                break;
            case JsonTokenType.String:
                column.Add(Text(ref reader, $"Field '{TextColumn.Shown(column.Name)}'", index + 1));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                CheckLength(reader.ValueSpan.Length, $"Field '{TextColumn.Shown(column.Name)}'", index + 1);
                column.Add(reader.ValueSpan);
                break;
            default:
                throw new TableFormatException(
                    $"Field '{TextColumn.Shown(column.Name)}' holds an {(reader.TokenType == JsonTokenType.StartArray ? "array" : "object")}. "
                    + "Only texts, numbers, booleans and null are allowed: flatten it.", _line, index + 1);
        }
    }

    /// <param name="allowNoFields">Rows without any field make a column of missing values whose name is empty.</param>
    public Table ToTable(bool allowNoFields = false)
    {
        if (_rows == 0)
            throw new TableFormatException("There are no rows.");
        if (_columns.Count == 0 && allowNoFields)
            _columns.Add(new ColumnBuilder(""));
        if (_columns.Count == 0)
            throw new TableFormatException("The rows have no fields.");
        foreach (var column in _columns)
            Fill(column, _rows);
        return new Table(_columns.ConvertAll(c => c.ToColumn()));
    }

    private static void Fill(ColumnBuilder column, int rows)
    {
        while (column.Rows < rows)
            column.AddMissing();
    }

    private void CheckCells()
    {
        if (Cells > limits.MaxCells)
            throw new TableFormatException($"More than {limits.MaxCells} cells. Split the table.", _line);
    }

    private void CheckLength(int bytes, string what, int column)
    {
        if (bytes > limits.MaxFieldBytes)
            throw new TableFormatException($"{what} is longer than {limits.MaxFieldBytes} bytes.", _line, column);
    }

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader, string what, int column)
    {
        CheckLength(reader.ValueSpan.Length, what, column);
        if (_scratch.Length < reader.ValueSpan.Length)
            _scratch = new byte[reader.ValueSpan.Length];
        try
        {
            return _scratch.AsSpan(0, reader.CopyString(_scratch));
        }
        catch (InvalidOperationException e)
        {
            throw new TableFormatException($"{what} is not valid UTF-8, or holds half a surrogate pair.", _line, column, e);
        }
    }
}
