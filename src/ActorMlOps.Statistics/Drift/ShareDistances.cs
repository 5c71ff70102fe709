namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Distances between two rows of shares over the same cells. Each is 0 for equal rows; none is ever NaN.
/// </summary>
/// <remarks>
/// Computed as the formulas stand, so that other tools' figures are met to the last digits they carry: near 0 the root leaves an
/// absolute error of about 1e-8.
/// </remarks>
public static class ShareDistances
{
    /// <summary>
    /// Jensen-Shannon distance sqrt([KL(p, m) + KL(q, m)]/2), m = (p + q)/2: 0 to 1 at base 2, to sqrt(ln 2) at base e. Rows are first
    /// divided by their sums.
    /// </summary>
    /// <param name="reference">Finite, at least 0.</param>
    /// <param name="current">As many, finite, at least 0.</param>
    /// <param name="logBase">Base of the logarithm, above 1.</param>
    /// <returns>Null if a row sums to 0.</returns>
    /// <exception cref="ArgumentException">The rows differ in length, or a share is negative or not finite.</exception>
    public static double? JensenShannon(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double logBase = 2)
    {
        var (n, m) = Sums(reference, current);
        if (n == 0 || m == 0)
            return null;
        double left = 0, right = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            double p = reference[i] / n, q = current[i] / m, middle = (p + q) / 2;
            left += p > 0 ? p * Math.Log(p / middle) : 0;
            right += q > 0 ? q * Math.Log(q / middle) : 0;
        }

        // Disjoint rows sum to 2 ln 2, or to a last digit above.
        return Math.Sqrt(Math.Clamp(left + right, 0, 2 * Math.Log(2)) / Math.Log(logBase) / 2);
    }

    /// <summary>Hellinger distance sqrt(1 - sum sqrt(p q)), 0 to 1.</summary>
    /// <inheritdoc cref="JensenShannon"/>
    public static double? Hellinger(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (n, m) = Sums(reference, current);
        if (n == 0 || m == 0)
            return null;
        double overlap = 0;
        for (var i = 0; i < reference.Length; i++)
            overlap += Math.Sqrt(reference[i] * current[i]);
        // Equal rows whose sum is a last digit below 1 would be 1e-8 apart.
        return reference.SequenceEqual(current) ? 0 : Math.Sqrt(Math.Max(0, 1 - overlap));
    }

    /// <summary>
    /// Kullback-Leibler divergence of the first row from the second, sum p ln(p/q) in nats, shares floored at
    /// <see cref="Psi.Floor"/> without renormalisation (so it may fall below 0 by as much as the floor adds).
    /// </summary>
    /// <inheritdoc cref="JensenShannon"/>
    public static double? KullbackLeibler(ReadOnlySpan<double> of, ReadOnlySpan<double> given)
    {
        var (n, m) = Sums(of, given);
        if (n == 0 || m == 0)
            return null;
        double sum = 0;
        for (var i = 0; i < of.Length; i++)
        {
            var p = Math.Max(Psi.Floor, of[i]);
            sum += p * Math.Log(p / Math.Max(Psi.Floor, given[i]));
        }

        return sum;
    }

    /// <summary>Total variation, half the sum of |p - q|: 0 to 1.</summary>
    /// <inheritdoc cref="JensenShannon"/>
    public static double? TotalVariation(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (n, m) = Sums(reference, current);
        if (n == 0 || m == 0)
            return null;
        double sum = 0;
        for (var i = 0; i < reference.Length; i++)
            sum += Math.Abs(reference[i] - current[i]);
        return sum / 2;
    }

    /// <summary>The largest |p - q|: 0 to 1.</summary>
    /// <inheritdoc cref="JensenShannon"/>
    public static double? LInfinity(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (n, m) = Sums(reference, current);
        if (n == 0 || m == 0)
            return null;
        double most = 0;
        for (var i = 0; i < reference.Length; i++)
            most = Math.Max(most, Math.Abs(reference[i] - current[i]));
        return most;
    }

    private static (double Reference, double Current) Sums(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} cells, the current side {current.Length}; share both over the same cells.",
                nameof(current));
        }

        return (Sum(reference, nameof(reference)), Sum(current, nameof(current)));
    }

    private static double Sum(ReadOnlySpan<double> shares, string name)
    {
        double sum = 0;
        foreach (var share in shares)
        {
            if (!(share >= 0 && double.IsFinite(share)))
                throw new ArgumentOutOfRangeException(name, share, "Every share must be finite and at least 0.");
            sum += share;
        }

        return sum;
    }
}
