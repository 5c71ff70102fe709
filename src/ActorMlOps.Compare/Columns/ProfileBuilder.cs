using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>Collects the values of one column of the reference for its profile: 9 bytes a number, or a count for each text.</summary>
internal sealed class ProfileBuilder(ComparedColumn column, CellReader cells, int rows)
{
    private readonly double[] _numbers = new double[column.Kind == ColumnKind.Numeric ? rows : 0];
    private readonly bool[] _missing = new bool[column.Kind == ColumnKind.Numeric ? rows : 0];
    private readonly TextTally _tally = new();
    private int _row;

    public ComparedColumn Column => column;

    public CellReader Cells => cells;

    /// <summary>The texts name rows.</summary>
    public bool NamesRows => column.Kind == ColumnKind.Categorical && _tally.NamesRows;

    /// <summary>There are too many different texts to count by them.</summary>
    public bool IsFull => _tally.IsFull;

    /// <summary>Different texts, up to <see cref="TextTally.MaxDistinct"/>.</summary>
    public int Texts => _tally.Counts.Count;

    public void Add(TableChunk chunk)
    {
        var texts = chunk.Table[column.Name];
        for (var row = 0; row < texts.Rows; row++)
        {
            if (chunk.BadRows.ContainsKey(row))
                continue;
            if (column.Kind == ColumnKind.Numeric)
                AddNumber(texts, row);
            else
                AddText(texts, row);
        }
    }

    public ColumnProfile Build() => column.Kind == ColumnKind.Numeric
        ? ColumnProfile.Numeric(column.Name, _numbers.AsSpan(0, _row), _missing.AsSpan(0, _row))
        : ColumnProfile.Categorical(column.Name, _tally.Counts, _tally.Missing);

    private void AddNumber(TextColumn texts, int row)
    {
        if (texts.IsMissing(row) || !cells.TryNumber(texts.Utf8(row), out _numbers[_row]))
            _missing[_row] = true;
        _row++;
    }

    private void AddText(TextColumn texts, int row)
    {
        if (texts.IsMissing(row))
            _tally.AddMissing();
        else if (cells.IsPlainText)
            _tally.Add(texts.Utf8(row));
        else if (cells.Category(texts.Utf8(row)) is { } category)
            _tally.Add(category);
        else
            _tally.AddMissing();
    }
}
