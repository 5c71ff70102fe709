using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// Sample-ratio mismatch: does the split of units over variants follow the configured shares? A Dirichlet-multinomial e-value:
/// the counts' chance under Dirichlet(c shares) mixtures against that under the shares, averaged over c = variants, 100 and
/// 10,000, so that gross mismatches show within dozens of units and slight ones within thousands.
/// </summary>
/// <remarks>
/// Exact at all looks together. Count distinct units at their first exposure. While the shares stay, counts only grow and
/// <see cref="LogEValue"/> is an e-process; at a change of shares (an epoch ends) <see cref="Close"/> multiplies it in: the next
/// epoch's units are fresh. Immutable; O(variants). Lindon and Malek 2022.
/// </remarks>
public sealed record SampleRatioProcess
{
    /// <summary>ln of the evidence of the closed epochs.</summary>
    public double LogClosed { get; init; }

    /// <summary>With the open epoch ended.</summary>
    /// <inheritdoc cref="LogEValue"/>
    public SampleRatioProcess Close(ReadOnlySpan<long> units, ReadOnlySpan<double> shares) =>
        this with { LogClosed = LogEValue(units, shares) };

    /// <summary>ln of the evidence of a mismatch now; stop where it is at least ln(1/alpha).</summary>
    /// <param name="units">Distinct units of the open epoch by variant.</param>
    /// <param name="shares">Configured shares, at least 0; scaled to sum to 1. A unit at a share of 0 makes it infinite.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count or share is negative or not finite, or all shares are 0.</exception>
    public double LogEValue(ReadOnlySpan<long> units, ReadOnlySpan<double> shares)
    {
        if (units.Length != shares.Length)
            throw new ArgumentException($"{units.Length} counts for {shares.Length} shares; give one count a variant.", nameof(units));
        double total = 0, largest = 0;
        for (var i = 0; i < shares.Length; i++)
        {
            if (units[i] < 0)
                throw new ArgumentException($"Variant {i} has the negative count {units[i]}.", nameof(units));
            if (!(shares[i] >= 0) || double.IsInfinity(shares[i]))
                throw new ArgumentException($"Variant {i} has the share {shares[i]}; shares are finite and at least 0.", nameof(shares));
            largest = Math.Max(largest, shares[i]);
        }

        foreach (var share in shares)
            total += share / largest;
        if (!(total > 0))
            throw new ArgumentException("All shares are 0; at least one variant must get traffic.", nameof(shares));

        var theta = new double[shares.Length];
        var open = 0;
        for (var i = 0; i < theta.Length; i++)
        {
            theta[i] = shares[i] / largest / total;
            open += theta[i] > 0 ? 1 : 0;
            if (theta[i] == 0 && units[i] > 0)
                return double.PositiveInfinity;
        }

        Span<double> logs = [LogDirichlet(units, theta, open), LogDirichlet(units, theta, 100), LogDirichlet(units, theta, 10_000)];
        return LogClosed + LogMath.Mean(logs);
    }

    private static double LogDirichlet(ReadOnlySpan<long> units, ReadOnlySpan<double> theta, double concentration)
    {
        double n = 0, log = 0;
        for (var i = 0; i < theta.Length; i++)
        {
            if (units[i] == 0)
                continue;
            n += units[i];
            var prior = concentration * theta[i];
            log += SpecialFunctions.LogGamma(prior + units[i]) - SpecialFunctions.LogGamma(prior) - (units[i] * Math.Log(theta[i]));
        }

        return log + SpecialFunctions.LogGamma(concentration) - SpecialFunctions.LogGamma(concentration + n);
    }
}
