namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// The e-process for "each of n trials succeeds with chance p, whatever came before": the likelihood of S successes under a
/// Beta(p, 1-p) mixture against that under p, E = B(p + S, 1 - p + n - S) / [B(p, 1-p) p^S (1-p)^(n-S)].
/// </summary>
/// <remarks>
/// Exact for every n (Ville 1939: P(ever E at least 1/alpha) is at most alpha), two-sided. As a function of S it falls to its least
/// near p n and rises beyond. Cost O(1); ln E is exact to 1e-12 n (rounding). Robbins 1970; Howard and Ramdas 2022,
/// "Sequential estimation of quantiles".
/// </remarks>
public static class BetaBinomial
{
    /// <summary>ln E.</summary>
    /// <param name="successes">S, in [0, trials].</param>
    /// <param name="trials">n, at least 0.</param>
    /// <param name="p">The null's chance, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static double LogEValue(long successes, long trials, double p)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (p is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "The chance must be above 0 and below 1.");
        double s = successes, f = trials - successes;
        return LogMath.Beta(p + s, 1 - p + f) - LogMath.Beta(p, 1 - p) - (s * Math.Log(p)) - (f * double.LogP1(-p));
    }
}
