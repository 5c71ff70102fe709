namespace ActorMlOps.Compare.Words;

/// <summary>The values of a column of numbers where each that occurs on either side has a bin of its own.</summary>
internal static class DistinctValues
{
    /// <summary>With so few values shares say more than quantiles.</summary>
    public const int Few = 6;

    /// <summary>Values in ascending order with their shares of the rows of reference and current file; null: there are more than
    /// <paramref name="most"/>, or some share a bin.</summary>
    public static IReadOnlyList<(double Value, double Before, double Now)>? Of(ColumnComparison column, int most)
    {
        var bins = column.Profile.Bins!;
        var values = new List<(double, double, double)>();
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var (rows, now) = (column.Reference.Counts[bin], column.Current.Counts[bin]);
            if (rows + now == 0)
                continue;
            if (!bins.IsOwn(bin) || values.Count == most)
                return null;
            values.Add((bins.Edges[bin - 1], (double)rows / Math.Max(1, column.Reference.Rows), (double)now / Math.Max(1, column.Current.Rows)));
        }

        return values;
    }
}
