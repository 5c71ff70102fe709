using System.Text;

namespace ActorMlOps.Tables;

/// <summary>Turns the fields of a CSV text into columns: the first line names them.</summary>
internal sealed class CsvRows(TableLimits limits)
{
    private readonly List<ColumnBuilder> _columns = [];
    private bool _header = true;
    private int _rows;
    private int _blank;

    /// <summary>Field <paramref name="index"/> (0 and up) of the current line.</summary>
    public void Add(ReadOnlySpan<byte> utf8, int index, long line)
    {
        if (_header)
        {
            AddName(Encoding.UTF8.GetString(utf8), index, line);
            return;
        }
        if (index == 0)
            FlushBlank(line);
        if (index >= _columns.Count)
            throw new TableFormatException(
                $"More than the {_columns.Count} fields of the header. Put fields that hold a comma in quotes.", line, index + 1);
        if (utf8.IsEmpty)
            _columns[index].AddMissing();
        else
            _columns[index].Add(utf8);
    }

    /// <summary>The current line is over.</summary>
    public void EndRow(int fields, long line)
    {
        if (_header)
        {
            _header = false;
            return;
        }
        if (fields < _columns.Count)
            throw new TableFormatException(
                $"{fields} fields; the header has {_columns.Count}: '{TextColumn.Shown(_columns[fields].Name)}' is missing.",
                line, fields + 1);
        Count(line);
    }

    /// <summary>A line without anything. At the end of the text such lines do not count.</summary>
    public void Blank()
    {
        if (!_header)
            _blank++;
    }

    public Table ToTable()
    {
        if (_columns.Count == 0)
            throw new TableFormatException("The table is empty: a header line and at least one row are needed.");
        if (_rows == 0)
            throw new TableFormatException("The table has a header but no rows.");
        return new Table(_columns.ConvertAll(c => c.ToColumn()));
    }

    private void AddName(string name, int index, long line)
    {
        if (name.Length == 0)
            throw new TableFormatException($"Column {index + 1} has no name in the header.", line, index + 1);
        // Quadratic at most over MaxColumns names.
        if (_columns.Exists(c => c.Name == name))
            throw new TableFormatException($"Column '{TextColumn.Shown(name)}' is twice in the header.", line, index + 1);
        if (_columns.Count == limits.MaxColumns)
            throw new TableFormatException($"More than {limits.MaxColumns} columns.", line, index + 1);
        _columns.Add(new ColumnBuilder(name));
    }

    // Blank lines that turned out not to be the end: missing values of a single column, ragged rows of several.
    private void FlushBlank(long line)
    {
        if (_blank > 0 && _columns.Count > 1)
            throw new TableFormatException("A blank line before this one, in the middle of the table. Remove it.", line);
        for (; _blank > 0; _blank--)
        {
            _columns[0].AddMissing();
            Count(line);
        }
    }

    private void Count(long line)
    {
        if (_rows == limits.MaxRows)
            throw new TableFormatException($"More than {limits.MaxRows} rows. Split the table.", line);
        _rows++;
        if ((long)_rows * _columns.Count > limits.MaxCells)
            throw new TableFormatException($"More than {limits.MaxCells} cells. Split the table.", line);
    }
}
