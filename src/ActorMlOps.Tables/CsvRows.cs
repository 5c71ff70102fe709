using System.Text;

namespace ActorMlOps.Tables;

/// <summary>Turns the fields of a CSV text into columns: the first line names them.</summary>
/// <param name="limits">What may be read.</param>
/// <param name="bad">Where rows that can't be read are noted; null: they are refused.</param>
internal sealed class CsvRows(TableLimits limits, BadRows? bad = null)
{
    private readonly List<ColumnBuilder> _columns = [];
    private bool[] _wanted = [];
    private bool _header = true;
    private bool _begun;
    private int _rows;
    private int _blank;

    /// <summary>Names of the columns; null before the end of the header line.</summary>
    public IReadOnlyList<string>? Header => _header ? null : _columns.ConvertAll(c => c.Name);

    /// <summary>Field <paramref name="index"/> (0 and up) of the current line.</summary>
    public void Add(ReadOnlySpan<byte> utf8, int index, long line)
    {
        if (_header)
        {
            AddName(Encoding.UTF8.GetString(utf8), index, line);
            return;
        }
        if (index == 0)
            Begin(line);
        if (index >= _columns.Count)
            Spoil(new TableFormatException(
                $"More than the {_columns.Count} fields of the header. Put fields that hold a comma in quotes.", line, index + 1));
        else if (!_wanted[index])
            return;
        else if (utf8.IsEmpty)
            _columns[index].AddMissing();
        else
            _columns[index].Add(utf8);
    }

    /// <summary>The current row can't be read.</summary>
    /// <exception cref="TableFormatException">Bad rows are refused; so is a bad header.</exception>
    public void Spoil(TableFormatException reason)
    {
        if (bad is null || _header)
            throw reason;
        // Blank lines become rows of their own when the first field behind them is complete.
        bad.Add(_rows + (_begun ? 0 : _blank), reason);
    }

    /// <summary>The current line is over.</summary>
    public void EndRow(int fields, long line)
    {
        if (_header)
        {
            _header = false;
            _wanted = new bool[_columns.Count];
            Array.Fill(_wanted, true);
            return;
        }
        if (fields == 0)
            Begin(line);
        _begun = false;
        if (fields < _columns.Count)
            Spoil(new TableFormatException(
                $"{fields} fields; the header has {_columns.Count}: '{TextColumn.Shown(_columns[fields].Name)}' is missing.",
                line, fields + 1));
        for (int column = fields; column < _columns.Count; column++)
        {
            if (_wanted[column])
                _columns[column].AddMissing();
        }
        Count(line);
    }

    /// <summary>A line without anything. At the end of the text such lines do not count.</summary>
    public void Blank()
    {
        if (!_header)
            _blank++;
    }

    /// <summary>Other columns are left out from now on, unless there would be none.</summary>
    public void Select(IReadOnlySet<string> names)
    {
        if (_columns.Exists(c => names.Contains(c.Name)))
            _wanted = [.. _columns.Select(c => names.Contains(c.Name))];
    }

    public Table ToTable()
    {
        DemandHeader();
        if (_rows == 0)
            throw new TableFormatException("The table has a header but no rows.");
        return new Table(_columns.ConvertAll(c => c.ToColumn()));
    }

    /// <exception cref="TableFormatException">There is not even a header line.</exception>
    public void DemandHeader()
    {
        if (_columns.Count == 0)
            throw new TableFormatException("The table is empty: a header line and at least one row are needed.");
    }

    /// <summary>The rows that are complete, which are then forgotten; null: none.</summary>
    public TableChunk? Take()
    {
        if (_rows == 0)
            return null;
        // A row that has begun stays: its fields follow those of the complete rows.
        var chunk = new TableChunk(new Table([.. _columns.Where((_, c) => _wanted[c]).Select(c => c.TakeColumn(_rows))]), bad?.Take(_rows) ?? TableChunk.NoBadRows);
        _rows = 0;
        return chunk;
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

    private void Begin(long line)
    {
        FlushBlank(line);
        _begun = true;
    }

    // Blank lines that turned out not to be the end: missing values of a single column, ragged rows of several.
    private void FlushBlank(long line)
    {
        for (; _blank > 0; _blank--)
        {
            if (_columns.Count > 1)
            {
                var reason = new TableFormatException("A blank line before this one, in the middle of the table. Remove it.", line);
                if (bad is null)
                    throw reason;
                bad.Add(_rows, reason);
            }
            for (int column = 0; column < _columns.Count; column++)
            {
                if (_wanted[column])
                    _columns[column].AddMissing();
            }
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
