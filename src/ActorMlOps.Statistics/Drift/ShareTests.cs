using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Jensen-Shannon (base 2 or e) and Hellinger distance and Kullback-Leibler divergence (of the window from the reference, nats) as
/// drift tests: over the reference's deciles, or over categories with the unseen ones together. From counters they are exact.
/// </summary>
/// <remarks>
/// Their customary threshold 0.1 ignores sample size as the PSI's band does, so the verdict is reached the same way: against the
/// larger of the threshold and the index's quantile when nothing drifts (by its chi-square law, or by redraws where that fails).
/// </remarks>
public static class ShareTests
{
    /// <summary>Tests two rows of counts, cell by cell.</summary>
    /// <param name="method"><c>js</c>, <c>js-e</c>, <c>hellinger</c> or <c>kl</c>.</param>
    /// <param name="reference">Counts, at least 0.</param>
    /// <param name="current">As many counts.</param>
    /// <param name="options">Threshold, alpha, redraws.</param>
    /// <exception cref="ArgumentException">Another method, or rows of different length.</exception>
    public static DriftResult Test(string method, ReadOnlySpan<long> reference, ReadOnlySpan<long> current, DriftOptions? options = null) =>
        ShareVerdict.Of(Find(method), new CellCounts(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests two samples of categories given as counts by name, each name a cell.</summary>
    /// <inheritdoc cref="Test(string, ReadOnlySpan{long}, ReadOnlySpan{long}, DriftOptions?)"/>
    public static DriftResult Test(
        string method,
        IReadOnlyDictionary<string, long> reference,
        IReadOnlyDictionary<string, long> current,
        DriftOptions? options = null) =>
        ShareVerdict.Of(Find(method), CellCounts.Align(reference, current), options ?? DriftOptions.Default);

    /// <summary>Tests raw samples over the reference's deciles; NaN is dropped on both sides.</summary>
    /// <inheritdoc cref="Test(string, ReadOnlySpan{long}, ReadOnlySpan{long}, DriftOptions?)"/>
    public static DriftResult TestSamples(
        string method, ReadOnlySpan<double> reference, ReadOnlySpan<double> current, DriftOptions? options = null) =>
        ShareVerdict.Of(Find(method), CellCounts.OfSamples(reference, current, PsiBinning.Quantile), options ?? DriftOptions.Default);

    /// <summary>
    /// Tests a column from its counters. Where ties leave fewer than five decile bins the reason is <c>collapsedBins</c>: a change within a
    /// bin is not seen.
    /// </summary>
    /// <inheritdoc cref="Test(string, ReadOnlySpan{long}, ReadOnlySpan{long}, DriftOptions?)"/>
    public static DriftResult Test(string method, ColumnProfile profile, ColumnCounters current, DriftOptions? options = null) =>
        Test(Find(method), CellCounts.OfColumn(profile, current), profile.Kind, options ?? DriftOptions.Default);

    internal static DriftResult Test(ShareIndex index, CellCounts cells, ColumnKind kind, DriftOptions options)
    {
        var result = ShareVerdict.Of(index, cells, options);
        return kind == ColumnKind.Numeric && result.Value is not null && cells.ReferenceCells < Psi.FewestBins
            ? result with { Reason = DriftReasons.CollapsedBins }
            : result;
    }

    private static ShareIndex Find(string method) => ShareIndex.Distances.FirstOrDefault(index => index.Method == method)
        ?? throw new ArgumentException(
            $"Method '{method}' is no distance of shares; use {string.Join(", ", ShareIndex.Distances.Select(index => index.Method))}.",
            nameof(method));
}
