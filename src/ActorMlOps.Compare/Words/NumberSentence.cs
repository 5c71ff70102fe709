using ActorMlOps.Compare.Columns;

namespace ActorMlOps.Compare.Words;

/// <summary>What changed in a column of numbers or times that has values on both sides.</summary>
internal static class NumberSentence
{
    // In standard deviations of the reference: below it nobody would call values higher or lower.
    private const double Noticeable = 0.05;

    public static IEnumerable<string> Of(ColumnComparison column)
    {
        if (BinnedDistribution.Of(column.Profile.Bins!, column.Reference) is not { } before
            || BinnedDistribution.Of(column.Profile.Bins!, column.Current) is not { } now)
            yield break;
        var type = column.Column.Type;
        if (before.Minimum == before.Maximum || now.Minimum == now.Maximum)
        {
            yield return Constant(type, before, now);
            yield break;
        }

        if (DistinctValues.Of(column, DistinctValues.Few) is { } values)
        {
            yield return CategorySentence.Of([.. values.Select(v => (Figures.Value(type, v.Value), v.Before, v.Now))]);
            yield break;
        }

        var (mean, meanNow) = (column.Reference.Moments.Mean, column.Current.Moments.Mean);
        var shift = (meanNow - mean) / column.Reference.Moments.StandardDeviation;
        var verb = shift switch
        {
            > Noticeable => "values are higher: ",
            < -Noticeable => "values are lower: ",
            _ when column.Drift.Drifted => "values are spread in another way: ",
            _ => "",
        };
        string[] parts =
        [
            Pair("median", Value(now.Quantile(0.5)), Value(before.Quantile(0.5))),
            .. mean is null || meanNow is null ? (string[])[] : [Pair("mean", Value(meanNow.Value), Value(mean.Value)) + Deviations(shift)],
            Pair("nine tenths", Range(now), Range(before)),
        ];
        var words = verb + string.Join("; ", parts) + ".";
        yield return char.ToUpperInvariant(words[0]) + words[1..];
        if (Outside(column, before, now) is { } outside)
            yield return outside;

        string Value(double value) => Figures.Value(type, value);

        string Range(BinnedDistribution side) => $"from {Value(side.Quantile(0.05))} to {Value(side.Quantile(0.95))}";
    }

    /// <summary>How many values lie outside the reference's range; null: none.</summary>
    public static (long Most, bool Below, bool Above)? Outside(ColumnComparison column)
    {
        var (reference, current) = (column.Reference.Moments, column.Current.Moments);
        var (below, above) = (current.Minimum < reference.Minimum, current.Maximum > reference.Maximum);
        if (!below && !above)
            return null;
        // The open end bins hold all of them, and may hold values within the range.
        var counts = column.Current.Counts;
        return ((below ? counts[0] : 0) + (above && counts.Length > 1 ? counts[^1] : 0), below, above);
    }

    private static string? Outside(ColumnComparison column, BinnedDistribution before, BinnedDistribution now)
    {
        if (Outside(column) is not { } outside)
            return null;
        var type = column.Column.Type;
        var range = $"the reference's range of {Figures.Value(type, before.Minimum)} to {Figures.Value(type, before.Maximum)}";
        var extent = outside switch
        {
            { Below: true, Above: true } => $"from {Figures.Value(type, now.Minimum)} to {Figures.Value(type, now.Maximum)}",
            { Below: true } => $"down to {Figures.Value(type, now.Minimum)}",
            _ => $"up to {Figures.Value(type, now.Maximum)}",
        };
        return $"At most {Figures.Percent((double)outside.Most / column.Current.Rows)} lie outside {range}, {extent}.";
    }

    private static string Constant(ColumnType type, BinnedDistribution before, BinnedDistribution now)
    {
        if (before.Minimum != before.Maximum)
            return $"All values are {Value(now.Minimum)}; they were from {Value(before.Minimum)} to {Value(before.Maximum)}.";
        if (now.Minimum != now.Maximum)
        {
            return $"Was always {Value(before.Minimum)}; now from {Value(now.Minimum)} to {Value(now.Maximum)}, median {Value(now.Quantile(0.5))}.";
        }

        return before.Minimum == now.Minimum
            ? $"Always {Value(now.Minimum)}, as before."
            : $"Was always {Value(before.Minimum)}, is now always {Value(now.Minimum)}.";

        string Value(double value) => Figures.Value(type, value);
    }

    private static string Pair(string what, string now, string before) => now == before ? $"{what} {now} as before" : $"{what} {now}, was {before}";

    private static string Deviations(double? shift) => shift is { } by && double.IsFinite(by) && Math.Abs(by) > Noticeable
        ? $" ({by.ToString("+0.##;-0.##", System.Globalization.CultureInfo.InvariantCulture)} standard deviations)"
        : "";
}
