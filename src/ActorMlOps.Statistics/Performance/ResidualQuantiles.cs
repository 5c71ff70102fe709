namespace ActorMlOps.Statistics.Performance;

/// <summary>Quantiles of values known to lie in cells.</summary>
/// <remarks>
/// Type-7 quantiles (Hyndman and Fan 1996) of the cells' lower and of their upper ends bracket those of the values, because order
/// statistics are monotone in the values. Exact where cells are points. Cost: linear in the cells.
/// </remarks>
internal static class ResidualQuantiles
{
    /// <summary>The cells of the absolute values, ascending.</summary>
    public static (double Low, double High, long Rows)[] Absolute(IEnumerable<(double Low, double High, long Rows)> cells) =>
        [.. cells.Select(cell => cell.High <= 0 ? (-cell.High, -cell.Low, cell.Rows) : cell).OrderBy(cell => cell.Item1)];

    /// <summary>The quantile at <paramref name="q"/> in [0, 1] of ascending cells; at least one row.</summary>
    public static MetricValue At(ReadOnlySpan<(double Low, double High, long Rows)> cells, double q)
    {
        long rows = 0;
        foreach (var cell in cells)
            rows += cell.Rows;
        var position = (rows - 1) * q;
        var below = Math.Clamp((long)Math.Floor(position), 0, rows - 1);
        var (first, second) = (CellOf(cells, below), CellOf(cells, Math.Min(below + 1, rows - 1)));
        var share = position - below;
        var low = Between(cells[first].Low, cells[second].Low, share);
        var high = Between(cells[first].High, cells[second].High, share);
        return low == high
            ? MetricValue.Exact(low)
            : new MetricValue((low / 2) + (high / 2), low, high, MetricReasons.BinnedScores);
    }

    private static int CellOf(ReadOnlySpan<(double Low, double High, long Rows)> cells, long rank)
    {
        var at = 0;
        for (var before = cells[0].Rows; before <= rank; before += cells[at].Rows)
            at++;
        return at;
    }

    private static double Between(double a, double b, double share) =>
        double.IsFinite(b - a) ? a + ((b - a) * share) : (a * (1 - share)) + (b * share);
}
