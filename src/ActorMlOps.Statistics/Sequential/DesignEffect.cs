namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// How much less a row tells than an independent one. The reference is cut into time-ordered panes; phi is the mean of Pearson's
/// X^2/(k-1) of each pane against the whole (about 1 for independent rows), deff = max(1, phi).
/// </summary>
/// <remarks>
/// Cells empty in the whole reference are left out of k; empty panes too. The panes should be as long as those watched later, and
/// together span a season: what the reference did not do cannot be calibrated. Rao and Scott 1981. Cost: one pass over the panes.
/// </remarks>
/// <param name="Phi">The overdispersion measured; null where nothing could be.</param>
/// <param name="Panes">Panes with rows.</param>
public sealed record DesignEffect(double? Phi, int Panes)
{
    /// <summary>Up to this the rows count as independent.</summary>
    public const double IndependentUpTo = 1.2;

    /// <summary>For a reference without an order.</summary>
    public static DesignEffect Unmeasured { get; } = new(null, 0);

    /// <summary>What counts are divided by, at least 1.</summary>
    public double Value => Math.Max(1, Phi ?? 1);

    /// <summary>What the promise rests on.</summary>
    public Guarantee Guarantee => Phi is null ? Guarantee.Unverified : Value <= IndependentUpTo ? Guarantee.Guaranteed : Guarantee.Calibrated;

    /// <summary>Measures it on the reference's panes, in order of time, each with the counts of the same cells.</summary>
    /// <returns><see cref="Unmeasured"/> with fewer than two panes or two cells that have rows.</returns>
    /// <exception cref="ArgumentException">The panes differ in cells, or a count is negative.</exception>
    public static DesignEffect Measure(IReadOnlyList<long[]> panes)
    {
        ArgumentNullException.ThrowIfNull(panes);
        if (panes.Count == 0)
            return Unmeasured;
        var whole = new double[panes[0].Length];
        foreach (var pane in panes)
        {
            if (pane.Length != whole.Length)
                throw new ArgumentException($"A pane has {pane.Length} cells, another {whole.Length}; count all over the same cells.", nameof(panes));
            for (var i = 0; i < whole.Length; i++)
                whole[i] += pane[i] >= 0 ? pane[i] : throw new ArgumentException($"Cell {i} has the negative count {pane[i]}.", nameof(panes));
        }

        var total = whole.Sum();
        var degrees = whole.Count(count => count > 0) - 1;
        double sum = 0;
        var used = 0;
        foreach (var pane in panes)
        {
            double rows = pane.Sum(count => (double)count);
            if (rows == 0)
                continue;
            used++;
            for (var i = 0; i < whole.Length; i++)
            {
                var expected = rows * (whole[i] / total);
                sum += expected > 0 ? (pane[i] - expected) / expected * (pane[i] - expected) : 0;
            }
        }

        return used < 2 || degrees < 1 ? Unmeasured : new DesignEffect(sum / degrees / used, used);
    }
}
