namespace ActorMlOps.Statistics.Drift;

/// <summary>An index of two rows of shares: how it is computed, and what it is when nothing drifts.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Value">From the counts of both sides and their totals.</param>
/// <param name="OfNull">
/// From a quantile of (1/n + 1/m) chi2(cells - 1), the null law of the PSI, to this index's: to second order in q - p the PSI is 8
/// times the Jensen-Shannon divergence in nats, 8 times the squared Hellinger distance and twice the Kullback-Leibler divergence.
/// </param>
internal sealed record ShareIndex(string Method, Func<CellCounts, double> Value, Func<double, double> OfNull)
{
    public static ShareIndex Psi { get; } = new(DriftMethods.Psi, Drift.Psi.Index, x => x);

    public static ShareIndex PsiTies { get; } = Psi with { Method = DriftMethods.PsiTies };

    /// <summary>In the order of reports.</summary>
    public static IReadOnlyList<ShareIndex> Distances { get; } =
    [
        new(DriftMethods.Js, cells => JensenShannon(cells, 2), x => Math.Sqrt(x / (8 * Math.Log(2)))),
        new(DriftMethods.JsE, cells => JensenShannon(cells, Math.E), x => Math.Sqrt(x / 8)),
        new(
            DriftMethods.Hellinger,
            cells => ShareDistances.Hellinger(cells.ReferenceShares, cells.CurrentShares)!.Value,
            x => Math.Sqrt(x / 8)),
        new(
            DriftMethods.Kl,
            cells => ShareDistances.KullbackLeibler(cells.CurrentShares, cells.ReferenceShares)!.Value,
            x => x / 2),
    ];

    private static double JensenShannon(CellCounts cells, double logBase) =>
        ShareDistances.JensenShannon(cells.ReferenceShares, cells.CurrentShares, logBase)!.Value;
}
