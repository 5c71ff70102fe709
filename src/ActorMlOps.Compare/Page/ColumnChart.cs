using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>Chooses how a column's two distributions are drawn.</summary>
internal static class ColumnChart
{
    private const int MostValues = 12;
    private const int MostCategories = 10;

    // A category that changed is worth more than one that is frequent.
    private const double ChangeWeight = 4;

    public static string Draw(ColumnComparison column)
    {
        if (column.Column.Kind == ColumnKind.Categorical)
            return ValueChart.Draw(Title(column), WithApart(column, Categories(column)));
        if (DistinctValues.Of(column, MostValues) is { Count: > 0 } values)
        {
            var named = values.Select(v => (Figures.Value(column.Column.Type, v.Value), v.Before, v.Now));
            return ValueChart.Draw(Title(column), WithApart(column, named));
        }

        var bins = column.Profile.Bins!;
        var (reference, current) = (BinnedDistribution.Of(bins, column.Reference), BinnedDistribution.Of(bins, column.Current));
        return Histogram.Of(column, reference, current) is { } histogram
            ? HistogramChart.Draw(column, histogram, reference?.Quantile(0.5), current?.Quantile(0.5))
            : ValueChart.Draw(Title(column), WithApart(column, []));
    }

    private static string Title(ColumnComparison column) => $"Shares of {column.Column.Name}";

    private static IEnumerable<(string Name, double Before, double Now)> Categories(ColumnComparison column)
    {
        var all = CategorySentence.Changes(column);
        (string Name, double Before, double Now)[] shown =
        [
            .. all.OrderByDescending(c => Math.Max(c.Before, c.Now) + (ChangeWeight * Math.Abs(c.Before - c.Now)))
                .Take(all.Count > MostCategories + 1 ? MostCategories : all.Count).OrderByDescending(c => c.Before),
        ];
        foreach (var category in shown)
            yield return category with { Name = category.Name.Length == 0 ? "(empty text)" : category.Name };
        var rest = all.Count - shown.Length;
        if (rest > 0)
            yield return ($"{rest} others", all.Sum(c => c.Before) - shown.Sum(c => c.Before), all.Sum(c => c.Now) - shown.Sum(c => c.Now));
    }

    private static List<(string Name, double Before, double Now)> WithApart(
        ColumnComparison column, IEnumerable<(string Name, double Before, double Now)> shares)
    {
        List<(string Name, double Before, double Now)> all = [.. shares];
        foreach (var apart in column.Drift.Apart)
            all.Add(($"({Name(apart.Cell)})", apart.Reference ?? 0, apart.Current ?? 0));
        if (all.Count == 0)
            all.Add(("(no value)", 0, 0));
        return all;
    }

    private static string Name(string cell) => cell switch
    {
        "missing" => "missing",
        "nan" => "NaN",
        "positiveInfinity" => "+infinity",
        "negativeInfinity" => "-infinity",
        _ => "not in the reference",
    };
}
