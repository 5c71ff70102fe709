using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>
/// Shares of both sides over the same bins, made to be looked at: of a round width, so that whole numbers do not comb, or one a value where
/// there are few at about equal distances.
/// </summary>
/// <param name="Edges">Ascending, one more than bins.</param>
/// <param name="Reference">Share of the reference's values by bin; the end bins hold what is beyond them.</param>
/// <param name="Current">Share of the current values by bin.</param>
/// <param name="CutBelow">Values lie below the first edge.</param>
/// <param name="CutAbove">Values lie above the last edge.</param>
internal sealed record Histogram(double[] Edges, double[] Reference, double[] Current, bool CutBelow, bool CutAbove)
{
    private const int MostBins = 40;
    private const int MostValues = 60;

    // Of either side at each end: a single outlier would squeeze all others into one bin.
    private const double Cut = 0.005;

    /// <summary>Null: there is no range to show.</summary>
    public static Histogram? Of(ColumnComparison column, BinnedDistribution? reference, BinnedDistribution? current)
    {
        if (DistinctValues.Of(column, MostValues) is { } values && Between(values) is { } between)
            return new(between, [.. values.Select(v => v.Before)], [.. values.Select(v => v.Now)], false, false);
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
        var edges = Round(low, high);
        return new(edges, Shares(reference, edges), Shares(current, edges), min < low, max > high);
    }

    /// <summary>Edges halfway between values that are about equally far apart; null: they are not.</summary>
    private static double[]? Between(IReadOnlyList<(double Value, double Before, double Now)> values)
    {
        if (values.Count < 2)
            return null;
        double[] gaps = [.. values.Skip(1).Zip(values, (next, value) => next.Value - value.Value)];
        if (gaps.Max() > 3 * gaps.Min())
            return null;
        return
        [
            values[0].Value - (gaps[0] / 2), .. gaps.Select((gap, i) => values[i].Value + (gap / 2)), values[^1].Value + (gaps[^1] / 2),
        ];
    }

    /// <summary>Multiples of 1, 2 or 5 times a power of ten that cover the range.</summary>
    private static double[] Round(double low, double high)
    {
        var least = (high - low) / MostBins;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = power * (least <= power ? 1 : least <= 2 * power ? 2 : least <= 5 * power ? 5 : 10);
        var (first, last) = (Math.Floor(low / step), Math.Floor(high / step) + 1);
        // Where the values are so large that multiples can't be told apart, or the width is below the smallest double.
        if (!(step > 0) || !double.IsFinite(first * step) || (first + 1) * step <= first * step || last - first > 2 * MostBins)
            return [.. Enumerable.Range(0, MostBins).Select(i => low + (i * (high - low) / MostBins)), Math.BitIncrement(high)];
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
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
