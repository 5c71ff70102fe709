using System.Globalization;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Compare.Columns;

/// <summary>Reads the cells of one column by what the column is.</summary>
internal sealed class CellReader(ComparedColumn column, bool decimalCommas)
{
    private const int MostShown = 40;

    // Beyond it not every integer is a double.
    private const double MaxExactInteger = 1L << 53;

    /// <summary>Values that do not fit the column's type.</summary>
    public long Odd { get; private set; }

    /// <summary>The first of them; null: none.</summary>
    public string? FirstOdd { get; private set; }

    /// <summary>The number of a cell of a numeric column. False: there is none; what is no number is NaN.</summary>
    public bool TryNumber(ReadOnlySpan<byte> utf8, out double value)
    {
        var read = column.Type == ColumnType.Time ? CellText.TryTime(utf8, out value) : CellText.TryNumber(utf8, decimalCommas, out value);
        if (read)
            return true;
        value = double.NaN;
        if (CellText.IsMissing(utf8))
            return false;
        Note(utf8);
        return true;
    }

    /// <summary>The category of a cell, the same for all spellings of a number or truth value; null: there is none.</summary>
    public string? Category(ReadOnlySpan<byte> utf8)
    {
        if (column.Type == ColumnType.Number && CellText.TryNumber(utf8, decimalCommas, out var number))
            return Text(number);
        if (column.Type == ColumnType.Boolean && CellText.TryBoolean(utf8, out var truth))
            return truth ? "true" : "false";
        if (column.Type is ColumnType.Number or ColumnType.Boolean && CellText.IsMissing(utf8))
            return null;
        if (column.Type is ColumnType.Number or ColumnType.Boolean)
            Note(utf8);
        return System.Text.Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Whether categories are the texts as they stand.</summary>
    public bool IsPlainText => column is { Type: ColumnType.Text or ColumnType.Time, Kind: ColumnKind.Categorical };

    private static string Text(double number) => number == Math.Floor(number) && Math.Abs(number) <= MaxExactInteger
        ? ((long)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString("R", CultureInfo.InvariantCulture);

    private void Note(ReadOnlySpan<byte> utf8)
    {
        Odd++;
        if (FirstOdd is not null)
            return;
        var text = System.Text.Encoding.UTF8.GetString(utf8);
        FirstOdd = text.Length <= MostShown ? text : text[..MostShown] + "...";
    }
}
