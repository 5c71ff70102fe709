namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Asymptotic confidence sequence for a mean or a difference (Robbins' normal mixture): the interval estimate +- radius
/// holds at all times together with chance 1 - alpha, so it may be looked at as often as one likes.
/// </summary>
/// <remarks>
/// Asymptotic: the estimate's errors must have become normal (at least <see cref="LeastEvents"/> events a side) and the first look
/// must not come before. Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, "Time-uniform central limit theory and asymptotic
/// confidence sequences"; the boundary is Robbins 1970, see Howard, Ramdas, McAuliffe and Sekhon 2021. Cost: O(1) a look.
/// </remarks>
public static class ConfidenceSequence
{
    /// <summary>Events (or units of a mean) needed on each side before an interval is given.</summary>
    public const int LeastEvents = 10;

    /// <summary>
    /// The mixture variance tau^2 whose interval is narrowest when the estimate's variance is <paramref name="variance"/>: choose
    /// it for the size at which the verdict is expected, before the start (Waudby-Smith and others 2024).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double TauSquaredFor(double variance, double alpha)
    {
        if (!(variance > 0) || double.IsInfinity(variance))
            throw new ArgumentOutOfRangeException(nameof(variance), variance, "The variance must be finite and above 0.");
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        var log = -2 * Math.Log(alpha);
        return Math.Clamp(variance * (log + Math.Log(1 + log)), double.Epsilon, double.MaxValue);
    }

    /// <summary>The interval of one side's mean or proportion.</summary>
    /// <param name="side">The side so far.</param>
    /// <param name="tauSquared">The mixture's variance, fixed before the start; above 0, finite.</param>
    /// <param name="alpha">Two-sided chance of ever being wrong; above 0, below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static SequentialInterval Of(StratumSide side, double tauSquared, double alpha)
    {
        Radius(0, tauSquared, alpha);
        if (side.Size <= 0)
            return SequentialInterval.Undefined(SequentialReasons.NoData);
        if (!side.IsFinite)
            return SequentialInterval.Undefined(SequentialReasons.OutOfRange);
        if (side.Events < LeastEvents)
            return new(side.Mean, null, null, SequentialReasons.TooFewEvents);
        if (side.Variance <= 0)
            return new(side.Mean, null, null, SequentialReasons.NoVariance);
        return SequentialInterval.Around(side.Mean, Radius(side.Variance, tauSquared, alpha));
    }

    /// <summary>
    /// sqrt( V (V + tau^2) / tau^2 * ln( (V + tau^2) / (V alpha^2) ) ), two-sided. Use with at least ten events a side; below
    /// a hundred an exact process is better.
    /// </summary>
    /// <param name="variance">V, the estimated variance of the estimate now; at least 0, finite.</param>
    /// <param name="tauSquared">The mixture's variance, fixed before the start; above 0, finite.</param>
    /// <param name="alpha">Chance of ever being wrong; above 0, below 1.</param>
    /// <returns>The radius; 0 for a variance of 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double Radius(double variance, double tauSquared, double alpha)
    {
        if (!(variance >= 0) || double.IsInfinity(variance))
            throw new ArgumentOutOfRangeException(nameof(variance), variance, "The variance must be finite and at least 0.");
        if (!(tauSquared > 0) || double.IsInfinity(tauSquared))
            throw new ArgumentOutOfRangeException(nameof(tauSquared), tauSquared, "The mixture's variance must be finite and above 0.");
        if (alpha is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be above 0 and below 1.");
        if (variance == 0)
            return 0;

        // Quotients first: neither the product V (V + tau^2) nor V alpha^2 may leave the range of a double.
        var ratio = variance / tauSquared;
        var log = Math.Log(1 + (1 / ratio)) - (2 * Math.Log(alpha));
        if (double.IsInfinity(log))
            log = Math.Log(tauSquared) - Math.Log(variance) - (2 * Math.Log(alpha));
        return Math.Sqrt(variance) * Math.Sqrt((ratio + 1) * log);
    }
}
