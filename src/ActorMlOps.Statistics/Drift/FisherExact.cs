namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Fisher's exact test of a 2x2 table, two-sided: the probability, given the margins, of a table at most as probable as the one
/// seen (R. A. Fisher, 1922). Exact where Pearson's chi-square is an approximation: few rows, rare categories.
/// </summary>
/// <remarks>
/// Probabilities are taken relative to the most probable table, by ratios of neighbours, so that no factorial and no cancellation is
/// involved: relative error about 1e-16 a step. Cost: at most some forty standard deviations of the cell, 6e5 steps for a table of
/// 10^9 rows. A table that is less probable than 1e-300 times the most probable one gives 0.
/// </remarks>
public static class FisherExact
{
    /// <summary>Below it a table adds nothing any more.</summary>
    private const double Negligible = 1e-300;

    /// <summary>Tables as probable as the one seen must not be lost to rounding.</summary>
    private const double Tie = 1 + 1e-9;

    /// <summary>The p-value of the table [[a, b], [c, d]]; 1 if a margin is empty, since only one table is possible then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or the total is above 2^62.</exception>
    public static double PValue(long a, long b, long c, long d)
    {
        foreach (var count in (ReadOnlySpan<long>)[a, b, c, d])
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1L << 60);
        }

        // The first cell alone moves: of `drawn` rows (first line), taken from `total`, those in the `marked` column.
        var (drawn, marked, total) = (a + b, a + c, a + b + c + d);
        var (least, most) = (Math.Max(0, drawn - (total - marked)), Math.Min(drawn, marked));
        var mode = Math.Clamp((long)((drawn + 1.0) * (marked + 1.0) / (total + 2.0)), least, most);
        // The formula's rounding may miss the top by a step where counts are large.
        while (mode < most && Up(mode) > 1)
            mode++;
        while (mode > least && Up(mode - 1) < 1)
            mode--;

        var seen = 1.0;
        for (var x = mode; x < a && seen > Negligible; x++)
            seen *= Up(x);
        for (var x = mode; x > a && seen > Negligible; x--)
            seen /= Up(x - 1);
        if (seen <= Negligible)
            return 0;

        double all = 0, extreme = 0;
        Add(1);
        var probability = 1.0;
        for (var x = mode; x < most && probability > Negligible; x++)
            Add(probability *= Up(x));
        probability = 1.0;
        for (var x = mode; x > least && probability > Negligible; x--)
            Add(probability /= Up(x - 1));
        return Math.Min(1, extreme / all);

        void Add(double term)
        {
            all += term;
            extreme += term <= seen * Tie ? term : 0;
        }

        // Probability of x + 1 relative to that of x.
        double Up(long x) => (double)(marked - x) * (drawn - x) / ((x + 1.0) * (total - marked - drawn + x + 1.0));
    }
}
