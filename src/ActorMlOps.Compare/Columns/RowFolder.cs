using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>Counts the rows of a file, chunk by chunk, by the reference's profile; memory does not grow with them.</summary>
internal sealed class RowFolder
{
    private readonly IReadOnlyList<ComparedColumn> _columns;
    private double[] _numbers = [];

    /// <param name="columns">In the profile's order.</param>
    /// <param name="decimalCommas">Of the file.</param>
    public RowFolder(IReadOnlyList<ComparedColumn> columns, bool decimalCommas)
    {
        _columns = columns;
        Cells = [.. columns.Select(column => new CellReader(column, decimalCommas))];
    }

    /// <summary>One a column.</summary>
    public IReadOnlyList<CellReader> Cells { get; }

    /// <summary>Counts rows of a chunk into a window; those that could not be read are left out.</summary>
    /// <param name="chunk">With all columns.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many; at least 0.</param>
    /// <param name="window">Of the profile.</param>
    public void Fold(TableChunk chunk, int first, int count, WindowCounters window)
    {
        if (_numbers.Length < count)
            _numbers = new double[count];
        for (var c = 0; c < _columns.Count; c++)
        {
            var texts = chunk.Table[_columns[c].Name];
            if (_columns[c].Kind == ColumnKind.Numeric)
                FoldNumbers(chunk, texts, first, count, Cells[c], window.Columns[c]);
            else
                FoldTexts(chunk, texts, first, count, Cells[c], window.Columns[c]);
        }

        window.AddRows(count - chunk.BadRows.Keys.Count(row => row >= first && row < first + count));
    }

    private void FoldNumbers(TableChunk chunk, TextColumn texts, int first, int count, CellReader cells, ColumnCounters counters)
    {
        var filled = 0;
        for (var row = first; row < first + count; row++)
        {
            if (chunk.BadRows.ContainsKey(row))
                continue;
            if (!texts.IsMissing(row) && cells.TryNumber(texts.Utf8(row), out _numbers[filled]))
                filled++;
            else
                counters.AddMissing();
        }

        counters.AddColumn((ReadOnlySpan<double>)_numbers.AsSpan(0, filled));
    }

    private static void FoldTexts(TableChunk chunk, TextColumn texts, int first, int count, CellReader cells, ColumnCounters counters)
    {
        for (var row = first; row < first + count; row++)
        {
            if (chunk.BadRows.ContainsKey(row))
                continue;
            if (texts.IsMissing(row))
                counters.AddMissing();
            else if (cells.IsPlainText)
                counters.AddCategory(texts.Utf8(row));
            else
                counters.AddCategory(cells.Category(texts.Utf8(row)));
        }
    }
}
