namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Asymptotic confidence sequence for a mean or a difference (Robbins' normal mixture): the interval estimate +- radius
/// holds at all times together with chance 1 - alpha, so it may be looked at as often as one likes.
/// </summary>
public static class ConfidenceSequence
{
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
