namespace ActorMlOps.Compare.Words;

/// <summary>What changed in a column, in words.</summary>
internal static class Sentence
{
    public static string Of(ColumnComparison column)
    {
        if (column.Reference.Rows == 0 || column.Current.Rows == 0)
            return column.Reference.Rows == 0 ? "The reference has no rows." : "The current file has no rows.";
        var parts = new List<string>();
        if (column.Current.Counted + column.Current.Unseen == 0)
            parts.Add("The current file has no value here.");
        else if (column.Reference.Counted + column.Reference.Unseen == 0)
            parts.Add("The reference has no value here.");
        else if (column.Column.Kind == ColumnKind.Numeric)
            parts.AddRange(NumberSentence.Of(column));
        else
            parts.AddRange(CategorySentence.Of(column));
        parts.AddRange(Presence(column));
        return string.Join(' ', parts);
    }

    private static IEnumerable<string> Presence(ColumnComparison column)
    {
        var (reference, current) = (column.Reference, column.Current);
        var (before, now) = ((double)reference.Missing / reference.Rows, (double)current.Missing / current.Rows);
        if (IsNoticeable(before, now))
            yield return $"Missing went from {Figures.Percent(before)} to {Figures.Percent(now)}.";
        var odd = column.Column.Kind == ColumnKind.Numeric ? column.Odd : 0;
        var what = column.Column.Type == Columns.ColumnType.Time ? "times" : "numbers";
        if (odd > 0)
            yield return $"{Figures.Count(odd)} values are no {what}, such as {Figures.Text(column.FirstOdd!)}.";
        before = (double)(reference.NaN + reference.PositiveInfinity + reference.NegativeInfinity) / reference.Rows;
        now = (double)(current.NaN + current.PositiveInfinity + current.NegativeInfinity - odd) / current.Rows;
        if (IsNoticeable(before, now))
            yield return $"NaN and infinities went from {Figures.Percent(before)} to {Figures.Percent(now)}.";
    }

    private static bool IsNoticeable(double before, double now) => Math.Abs(now - before) >= 0.005 || (before == 0) != (now == 0);
}
