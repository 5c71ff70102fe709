namespace ActorMlOps.Compare.Words;

/// <summary>What changed in a column of categories that has values on both sides.</summary>
internal static class CategorySentence
{
    private const int MostNamed = 3;

    // A change of the share that is worth a word, and the share whose end is.
    private const double Noticeable = 0.005;

    public static IEnumerable<string> Of(ColumnComparison column)
    {
        if (column.Profile.Categories.Count > 0)
            yield return Of([.. Changes(column).Select(c => (Figures.Text(c.Name), c.Before, c.Now))]);
        if (column.Current.Unseen > 0)
        {
            var names = column.Current.UnseenNames.Take(MostNamed).Select(name => Figures.Text(name.Name));
            yield return $"{Figures.Percent((double)column.Current.Unseen / column.Current.Rows)} have values that the reference "
                + $"{(column.Reference.Unseen > 0 ? "hardly" : "never")} had{List(names)}.";
        }
    }

    /// <summary>Which shares changed most.</summary>
    /// <param name="shares">At least one, with names as they are to be read.</param>
    public static string Of(IReadOnlyList<(string Name, double Before, double Now)> shares)
    {
        string[] named =
        [
            .. shares.Where(c => Math.Abs(c.Now - c.Before) >= Noticeable).OrderByDescending(c => Math.Abs(c.Now - c.Before)).Take(MostNamed)
                .Select(c => $"{c.Name} {(c.Now > c.Before ? "rose" : "fell")} from {Figures.Percent(c.Before)} to {Figures.Percent(c.Now)}"),
        ];
        if (named.Length > 0)
            return string.Join(", ", named) + ".";
        var (most, _, share) = shares.MaxBy(c => c.Now);
        return $"The shares are alike; the most frequent is {most} with {Figures.Percent(share)}.";
    }

    /// <summary>Shares of the rows by category, of the reference and now.</summary>
    public static IReadOnlyList<(string Name, double Before, double Now)> Changes(ColumnComparison column)
    {
        var (reference, current) = (column.Reference, column.Current);
        return
        [
            .. column.Profile.Categories.Select((name, i) =>
                (name, (double)reference.Counts[i] / Math.Max(1, reference.Rows), (double)current.Counts[i] / Math.Max(1, current.Rows))),
        ];
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? $", such as {list}" : "";
}
