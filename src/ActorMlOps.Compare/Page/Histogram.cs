using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>Shares of both sides over the same bins of equal width, made to be looked at.</summary>
/// <param name="Edges">Ascending, one more than bins.</param>
/// <param name="Reference">Share of the reference's values by bin; the end bins hold what is beyond them.</param>
/// <param name="Current">Share of the current values by bin.</param>
/// <param name="CutBelow">Values lie below the first edge.</param>
/// <param name="CutAbove">Values lie above the last edge.</param>
internal sealed record Histogram(double[] Edges, double[] Reference, double[] Current, bool CutBelow, bool CutAbove)
{
    private const int Bins = 40;

    // Of either side at each end: a single outlier would squeeze all others into one bin.
    private const double Cut = 0.005;

    /// <summary>Null: there is no range to show.</summary>
    public static Histogram? Of(BinnedDistribution? reference, BinnedDistribution? current)
    {
        BinnedDistribution[] sides = [.. new[] { reference, current }.OfType<BinnedDistribution>()];
        if (sides.Length == 0)
            return null;
        double min = sides.Min(side => side.Minimum), max = sides.Max(side => side.Maximum);
        var (low, high) = (sides.Min(side => side.Quantile(Cut)), sides.Max(side => side.Quantile(1 - Cut)));
        if (!(high > low))
            (low, high) = (min, max);
        if (!(high > low) || !double.IsFinite(high - low))
            return null;
        // A short tail is shown whole.
        if (low - min < 0.1 * (high - low))
            low = min;
        if (max - high < 0.1 * (high - low))
            high = max;
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(i => i == Bins ? high : low + (i * (high - low) / Bins))];
        return new(edges, Shares(reference, edges), Shares(current, edges), min < low, max > high);
    }

    private static double[] Shares(BinnedDistribution? side, double[] edges)
    {
        var shares = new double[edges.Length - 1];
        double previous = 0;
        for (var bin = 0; side is not null && bin < shares.Length; bin++)
        {
            var below = bin == shares.Length - 1 ? 1 : side.Below(edges[bin + 1]);
            shares[bin] = Math.Max(0, below - previous);
            previous = below;
        }

        return shares;
    }
}
