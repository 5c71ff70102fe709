namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>Intervals of metrics that the multiset of a regression's residuals determines.</summary>
/// <remarks>
/// Mean squared error: mean of the squares with their own second moment, on the log scale; its root likewise. Quantiles: between two order
/// statistics, whose ranks a binomial count does not leave (exact for continuous errors, wider for tied ones). Binned residuals enter with
/// the end of their bin that widens. Cost: linear in the cells.
/// </remarks>
internal static class ErrorSpread
{
    /// <param name="cells">Of absolute values, ascending; at least one row.</param>
    public static ConfidenceInterval MeanSquare(
        ReadOnlySpan<(double Low, double High, long Rows)> cells, double mean, long rows, double level)
    {
        double fourth = 0;
        foreach (var (_, high, count) in cells)
            fourth += high * high * high * high * count / rows;
        return Intervals.PositiveMean(mean, fourth, rows, level);
    }

    public static ConfidenceInterval Root(ConfidenceInterval square) => square with
    {
        Value = Root(square.Value),
        Low = Root(square.Low),
        High = Root(square.High),
    };

    /// <summary>Ends between which the quantile at <paramref name="q"/> lies; without enough rows on a side there is none.</summary>
    public static ConfidenceInterval Quantile(
        ReadOnlySpan<(double Low, double High, long Rows)> cells, double value, double q, long rows, double level)
    {
        // P(fewer than `first` rows below) and P(more than `last`) are at most half of what is left each.
        var rest = (1 - level) / 2;
        var (first, last) = (Rank(rows, q, rest) - 1, rows - Rank(rows, 1 - q, rest));
        if (first < 0 || last >= rows)
            return ConfidenceInterval.Undefined(level, IntervalMethods.OrderStatistics, MetricReasons.TooFewRows);
        return new(value, Math.Min(value, At(cells, first).Low), Math.Max(value, At(cells, last).High), level, IntervalMethods.OrderStatistics, null);
    }

    // The greatest r with P(Binomial(rows, q) < r) <= rest.
    private static long Rank(long rows, double q, double rest)
    {
        long least = 0, most = rows;
        while (least < most)
        {
            var middle = least + ((most - least + 1) / 2);
            if (Below(middle, rows, q) <= rest)
                least = middle;
            else
                most = middle - 1;
        }

        return least;
    }

    // P(Binomial(n, q) < r) = 1 - I_q(r, n - r + 1).
    private static double Below(long r, long n, double q) =>
        r == 0 ? 0 : 1 - MathNet.Numerics.SpecialFunctions.BetaRegularized(r, n - r + 1.0, q);

    private static (double Low, double High) At(ReadOnlySpan<(double Low, double High, long Rows)> cells, long rank)
    {
        var at = 0;
        for (var before = cells[0].Rows; before <= rank; before += cells[at].Rows)
            at++;
        return (cells[at].Low, cells[at].High);
    }

    private static double? Root(double? square) => square is { } s ? Math.Sqrt(s) : null;
}
