namespace ActorMlOps.Statistics.Sequential;

/// <summary>One variant in one stratum (epoch and pane): its size, mean, and the variance of that mean.</summary>
/// <param name="Size">Rows, at least 0.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Variance">The estimated variance of <paramref name="Mean"/> (not of a row), at least 0.</param>
/// <param name="Events">What the normal approximation leans on: units of a mean, the rarer outcomes of a proportion.</param>
public readonly record struct StratumSide(double Size, double Mean, double Variance, double Events)
{
    internal bool IsFinite => double.IsFinite(Size) && double.IsFinite(Mean) && double.IsFinite(Variance) && Variance >= 0 && Size >= 0;

    /// <summary>
    /// A proportion of independent rows: variance p(1 - p)/n with p = (x + 1/2)/(n + 1), for each variant by itself (pooled over
    /// variants it is wrong away from "no difference", where non-inferiority lives).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 &lt;= successes &lt;= rows.</exception>
    public static StratumSide Proportion(long successes, long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, rows);
        if (rows == 0)
            return default;
        var smoothed = (successes + 0.5) / (rows + 1.0);
        return new(rows, (double)successes / rows, smoothed * (1 - smoothed) / rows, Math.Min(successes, rows - successes));
    }

    /// <summary>A mean of independent values, with their unbiased variance; below two values the variance is not known.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public static StratumSide OfValues(long count, double mean, double variance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? default : new(count, mean, count < 2 ? 0 : variance / count, count);
    }
}
