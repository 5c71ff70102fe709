namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// A band for the p-quantile of independent values that holds at all sample sizes together, without any assumption on their law:
/// the ranks S that <see cref="BetaBinomial"/> does not reject as the number of values at or below the quantile.
/// </summary>
/// <remarks>
/// Exact for continuous laws, conservative with ties. For two variants give each alpha/2. Cost: O(log n) evaluations. Howard and Ramdas
/// 2022.
/// </remarks>
public static class QuantileSequence
{
    /// <summary>Order statistics between which the quantile lies, counted from 1; null: no bound on that side yet.</summary>
    /// <param name="n">Values so far, at least 0.</param>
    /// <param name="p">Which quantile, above 0 and below 1.</param>
    /// <param name="alpha">Chance of ever being wrong; above 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static (long? Low, long? High) Ranks(long n, double p, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        var limit = -Math.Log(alpha);
        var middle = Math.Clamp((long)(p * n), 0, n);
        // A middle that is itself rejected (a rounding matter of tiny n) leaves the band open.
        if (BetaBinomial.LogEValue(middle, n, p) >= limit)
            return (null, null);
        long low = Edge(-1, middle), high = Edge(middle, n + 1);
        return (low == 0 ? null : low, high == n ? null : high + 1);

        // The last rank not rejected on one side: from a rejected (or impossible) end towards the middle, or away from it.
        long Edge(long from, long to)
        {
            var downwards = from == -1;
            var (inside, outside) = downwards ? (to, from) : (from, to);
            while (Math.Abs(outside - inside) > 1)
            {
                var rank = inside + ((outside - inside) / 2);
                if (BetaBinomial.LogEValue(rank, n, p) < limit)
                    inside = rank;
                else
                    outside = rank;
            }

            return inside;
        }
    }

    /// <summary>The band of a sample in ascending order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static SequentialInterval Band(ReadOnlySpan<double> ascending, double p, double alpha)
    {
        var (low, high) = Ranks(ascending.Length, p, alpha);
        if (ascending.IsEmpty)
            return SequentialInterval.Undefined(SequentialReasons.NoData);
        foreach (var value in ascending)
        {
            if (!double.IsFinite(value))
                return SequentialInterval.Undefined(SequentialReasons.OutOfRange);
        }

        return new(
            ascending[Math.Clamp((int)Math.Ceiling(p * ascending.Length) - 1, 0, ascending.Length - 1)],
            low is { } l ? ascending[(int)l - 1] : null,
            high is { } h ? ascending[(int)h - 1] : null,
            low is null || high is null ? SequentialReasons.Unbounded : null);
    }
}
