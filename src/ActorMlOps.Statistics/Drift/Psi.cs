using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Population stability index: sum over bins of (q - p) ln(q / p), p and q the shares of reference and current, each at
/// least 1e-4, not renormalised. Bins are [e_i, e_(i+1)), open at both ends.
/// </summary>
/// <remarks>
/// From counters it is exactly the index of the raw values over the reference's deciles: the deciles are among the edges.
/// Missing and non-finite values are left out (reported apart); categories the reference never had are one cell together.
/// </remarks>
public static class Psi
{
    /// <summary>Shares below it count as this much.</summary>
    public const double Floor = 1e-4;

    /// <summary>Below this number of bins with reference rows the deciles have collapsed.</summary>
    public const int FewestBins = 5;

    /// <summary>The index of two rows of counts; null if a side is empty.</summary>
    public static double? Value(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var cells = new CellCounts(reference, current);
        return cells.EmptySide is null ? Index(reference, current, cells.ReferenceTotal, cells.CurrentTotal) : null;
    }

    /// <summary>Tests two rows of counts, cell by cell.</summary>
    public static DriftResult Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, DriftOptions? options = null) =>
        PsiVerdict.Of(DriftMethods.Psi, new CellCounts(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests two samples of categories given as counts by name, each name a cell.</summary>
    public static DriftResult Test(
        IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current, DriftOptions? options = null) =>
        PsiVerdict.Of(DriftMethods.Psi, CellCounts.Align(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests raw samples; NaN is dropped on both sides.</summary>
    public static DriftResult TestSamples(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, PsiBinning binning, DriftOptions? options = null)
    {
        var sorted = WithoutNaN(reference);
        var edges = InnerEdges(sorted, binning);
        return Test(Histogram(sorted, edges), Histogram(WithoutNaN(current), edges), options);
    }

    /// <summary>
    /// Tests a column from its counters. Numbers whose ties leave fewer than five bins get a second result, <c>psi-ties</c>,
    /// which then holds the verdict.
    /// </summary>
    public static IReadOnlyList<DriftResult> Test(ColumnProfile profile, ColumnCounters current, DriftOptions? options = null)
    {
        options ??= DriftOptions.Default;
        if (profile.Bins is not { } bins)
            return [Test([.. profile.Reference.Counts, profile.Reference.Unseen], [.. current.Counts, current.Unseen], options)];

        var cells = Cells(profile, current, bins.DecilePositions);
        var plain = PsiVerdict.Of(DriftMethods.Psi, cells, options);
        if (plain.Value is null || cells.Reference.Count(count => count > 0) >= FewestBins)
            return [plain];
        var ties = PsiVerdict.Of(DriftMethods.PsiTies, Cells(profile, current, TieAwareBins.Positions(profile)), options);
        return [plain with { Drifted = false, PValue = null, PValueLow = null, Reason = DriftReasons.CollapsedBins }, ties];
    }

    internal static double Index(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double n, double m)
    {
        double sum = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            var p = Math.Max(Floor, reference[i] / n);
            var q = Math.Max(Floor, current[i] / m);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }

    /// <summary>Distinct inner edges over the reference's finite values, ascending.</summary>
    internal static double[] InnerEdges(ReadOnlySpan<double> sorted, PsiBinning binning)
    {
        var finite = sorted;
        while (!finite.IsEmpty && double.IsNegativeInfinity(finite[0]))
            finite = finite[1..];
        while (!finite.IsEmpty && double.IsPositiveInfinity(finite[^1]))
            finite = finite[..^1];
        if (finite.IsEmpty)
            return [];
        var edges = new double[9];
        for (var k = 1; k <= 9; k++)
        {
            edges[k - 1] = binning == PsiBinning.Quantile
                ? Quantiles.Type7(finite, k / 10.0)
                : finite[0] + (k * (finite[^1] - finite[0]) / 10);
        }

        return [.. edges.Where(double.IsFinite).Distinct().Order()];
    }

    private static double[] WithoutNaN(ReadOnlySpan<double> values)
    {
        var kept = new List<double>(values.Length);
        foreach (var value in values)
        {
            if (!double.IsNaN(value))
                kept.Add(value);
        }

        kept.Sort();
        return [.. kept];
    }

    private static long[] Histogram(ReadOnlySpan<double> sorted, ReadOnlySpan<double> edges)
    {
        var counts = new long[edges.Length + 1];
        var bin = 0;
        foreach (var value in sorted)
        {
            while (bin < edges.Length && edges[bin] <= value)
                bin++;
            counts[bin]++;
        }

        return counts;
    }

    /// <summary>Sums the bins between the edges at <paramref name="positions"/>.</summary>
    private static CellCounts Cells(ColumnProfile profile, ColumnCounters current, ReadOnlySpan<int> positions)
    {
        var reference = new long[positions.Length + 1];
        var now = new long[positions.Length + 1];
        var cell = 0;
        for (var bin = 0; bin < profile.Reference.Counts.Length; bin++)
        {
            // Bin b starts at edge b - 1.
            while (cell < positions.Length && positions[cell] < bin)
                cell++;
            reference[cell] += profile.Reference.Counts[bin];
            now[cell] += current.Counts[bin];
        }

        return new CellCounts(reference, now);
    }
}
