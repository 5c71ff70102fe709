using ActorMlOps.Statistics.Counters;

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
        return cells.EmptySide is null ? Index(cells) : null;
    }

    /// <summary>Tests two rows of counts, cell by cell.</summary>
    public static DriftResult Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, DriftOptions? options = null) =>
        ShareVerdict.Of(ShareIndex.Psi, new CellCounts(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests two samples of categories given as counts by name, each name a cell.</summary>
    public static DriftResult Test(
        IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current, DriftOptions? options = null) =>
        ShareVerdict.Of(ShareIndex.Psi, CellCounts.Align(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests raw samples; NaN is dropped on both sides.</summary>
    public static DriftResult TestSamples(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, PsiBinning binning, DriftOptions? options = null) =>
        ShareVerdict.Of(ShareIndex.Psi, CellCounts.OfSamples(reference, current, binning), options ?? DriftOptions.Default);

    /// <summary>
    /// Tests a column from its counters. Numbers whose ties leave fewer than five bins get a second result, <c>psi-ties</c>,
    /// which then holds the verdict.
    /// </summary>
    public static IReadOnlyList<DriftResult> Test(ColumnProfile profile, ColumnCounters current, DriftOptions? options = null) =>
        Test(profile, current, CellCounts.OfColumn(profile, current), options ?? DriftOptions.Default);

    internal static IReadOnlyList<DriftResult> Test(ColumnProfile profile, ColumnCounters current, CellCounts cells, DriftOptions options)
    {
        var plain = ShareVerdict.Of(ShareIndex.Psi, cells, options);
        if (profile.Bins is null || plain.Value is null || cells.ReferenceCells >= FewestBins)
            return [plain];
        var ties = ShareVerdict.Of(ShareIndex.PsiTies, CellCounts.Between(profile, current, TieAwareBins.Positions(profile)), options);
        return [plain with { Drifted = false, PValue = null, PValueLow = null, Reason = DriftReasons.CollapsedBins }, ties];
    }

    internal static double Index(CellCounts cells)
    {
        double sum = 0;
        for (var i = 0; i < cells.ReferenceShares.Length; i++)
        {
            var p = Math.Max(Floor, cells.ReferenceShares[i]);
            var q = Math.Max(Floor, cells.CurrentShares[i]);
            sum += (q - p) * Math.Log(q / p);
        }

        return sum;
    }
}
