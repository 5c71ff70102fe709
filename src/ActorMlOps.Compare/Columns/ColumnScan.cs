using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>Looks at every value of a column of the reference to tell its type; keeps none.</summary>
internal sealed class ColumnScan(string name)
{
    // A slip of the pen in a hundred values does not turn a column of numbers into texts.
    private const int SlipsAllowed = 100;

    private long _present;
    private long _numbers;
    private long _booleans;
    private long _times;

    public string Name => name;

    public ColumnType Type =>
        _present == 0 ? ColumnType.Text
        : _booleans == _present ? ColumnType.Boolean
        : _times == _present ? ColumnType.Time
        : _numbers > 0 && (_present - _numbers) * SlipsAllowed <= _present ? ColumnType.Number
        : ColumnType.Text;

    public void Add(TableChunk chunk, bool decimalCommas)
    {
        var column = chunk.Table[name];
        for (var row = 0; row < column.Rows; row++)
        {
            if (column.IsMissing(row) || chunk.BadRows.ContainsKey(row))
                continue;
            var text = column.Utf8(row);
            if (CellText.TryNumber(text, decimalCommas, out _))
                _numbers++;
            else if (CellText.IsMissing(text))
                continue;
            else if (CellText.TryBoolean(text, out _))
                _booleans++;
            else if (CellText.TryTime(text, out _))
                _times++;
            _present++;
        }
    }
}
