using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Pearson's test that two rows of counts come from one distribution (2xK homogeneity, no continuity correction). Cells
/// empty on both sides are dropped; one cell left means statistic 0, no degree of freedom and p 1.
/// </summary>
public static class ChiSquare
{
    /// <summary>Tests two rows of counts, cell by cell.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static DriftResult Test(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double alpha = 0.05)
    {
        var cells = new CellCounts(reference, current);
        if (cells.EmptySide is { } reason)
            return DriftResult.Undefined(DriftMethods.Chi2, ThresholdKinds.Alpha, reason);

        double statistic = 0, n = cells.ReferenceTotal, m = cells.CurrentTotal;
        for (var i = 0; i < reference.Length; i++)
        {
            double pooled = (double)reference[i] + current[i];
            if (pooled == 0)
                continue;
            // The difference of the two shares carries the whole statistic: (r - n s)^2/(n s) + (c - m s)^2/(m s).
            var difference = (reference[i] * m) - (current[i] * n);
            statistic += difference * difference / (n * m * pooled);
        }

        return Result(statistic, cells.NonEmpty - 1, alpha);
    }

    /// <summary>Tests two samples of categories given as counts by name; a name absent on one side counts 0 there.</summary>
    public static DriftResult Test(
        IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current, double alpha = 0.05)
    {
        var cells = CellCounts.Align(reference, current);
        return Test(cells.Reference, cells.Current, alpha);
    }

    /// <summary>
    /// Yates' form for two cells in use: each difference from its expectation is made smaller by 1/2, by as much as it has. Nearer to
    /// <see cref="FisherExact"/> for small samples, conservative. More cells: as <see cref="Test(ReadOnlySpan{long}, ReadOnlySpan{long}, double)"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static DriftResult TestYates(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double alpha = 0.05)
    {
        var cells = new CellCounts(reference, current);
        if (cells.EmptySide is not null || cells.NonEmpty != 2)
            return Test(reference, current, alpha);
        double statistic = 0, n = cells.ReferenceTotal, m = cells.CurrentTotal;
        for (var i = 0; i < reference.Length; i++)
        {
            double pooled = (double)reference[i] + current[i];
            if (pooled == 0)
                continue;
            // All four differences are equal but for their signs.
            var difference = Math.Max(0, (Math.Abs((reference[i] * m) - (current[i] * n)) / (n + m)) - 0.5);
            statistic += difference * difference * (n + m) * (n + m) / (n * m * pooled);
        }

        return Result(statistic, 1, alpha);
    }

    /// <summary>
    /// The one-sample form: the current counts against the reference's shares taken as known, sum (c - e)^2/e, e = m r/n. The
    /// reference's own sampling error is left out, so at a nominal 5 % it alarms in a third of windows without drift (five
    /// categories; more with more): a figure for comparison with tools that use it, not a test to act on.
    /// </summary>
    /// <returns>
    /// Undefined if a side is empty, or (<c>unseenCategory</c>) if a cell of the current side is empty in the reference: e would be 0.
    /// </returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static DriftResult GoodnessOfFit(ReadOnlySpan<long> reference, ReadOnlySpan<long> current, double alpha = 0.05)
    {
        var cells = new CellCounts(reference, current);
        var reason = cells.EmptySide ?? (cells.NonEmpty > cells.ReferenceCells ? DriftReasons.UnseenCategory : null);
        if (reason is not null)
            return DriftResult.Undefined(DriftMethods.Chi2, ThresholdKinds.Alpha, reason);
        double statistic = 0, n = cells.ReferenceTotal, m = cells.CurrentTotal;
        for (var i = 0; i < reference.Length; i++)
        {
            if (reference[i] == 0)
                continue;
            var difference = (current[i] * n) - (reference[i] * m);
            statistic += difference * difference / (n * m * reference[i]);
        }

        return Result(statistic, cells.NonEmpty - 1, alpha);
    }

    /// <summary>
    /// Cramer's V, sqrt(chi-square/(N (min(2, K) - 1))): the strength of a difference, 0 to 1, whatever the sample size. Null if a side is
    /// empty or fewer than two cells are in use.
    /// </summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static double? CramersV(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var result = Test(reference, current);
        double rows = 0;
        for (var i = 0; i < reference.Length; i++)
            rows += (double)reference[i] + current[i];
        return result.DegreesOfFreedom >= 1 ? Math.Min(1, Math.Sqrt(result.Value!.Value / rows)) : null;
    }

    /// <summary>Tests a categorical column: its categories, unseen ones together as a cell, and missing as a cell.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, double alpha = 0.05)
    {
        if (profile.Kind != ColumnKind.Categorical)
            return DriftResult.Undefined(DriftMethods.Chi2, ThresholdKinds.Alpha, DriftReasons.NotApplicable);
        return Test(Cells(profile.Reference), Cells(current), alpha);
    }

    /// <summary>
    /// Tests whether missing, NaN and infinite values have become more or less frequent beside the finite ones; null if
    /// neither side has any.
    /// </summary>
    public static DriftResult? TestPresence(ColumnProfile profile, ColumnCounters current, double alpha = 0.05)
    {
        var reference = profile.Reference;
        if (reference.Rows == reference.Counted && current.Rows == current.Counted)
            return null;
        return Test(Presence(reference), Presence(current), alpha) with { Reason = DriftReasons.MissingAndNonFinite };
    }

    private static DriftResult Result(double statistic, int degrees, double alpha)
    {
        var p = ChiSquared.Survival(statistic, degrees);
        return new DriftResult
        {
            Method = DriftMethods.Chi2,
            Value = statistic,
            Low = statistic,
            High = statistic,
            PValue = p,
            PValueLow = p,
            DegreesOfFreedom = degrees,
            Threshold = alpha,
            ThresholdOf = ThresholdKinds.Alpha,
            Drifted = p <= alpha,
        };
    }

    private static long[] Cells(ColumnCounters counters) =>
        [.. counters.Counts, counters.Unseen, counters.Missing, counters.NaN, counters.PositiveInfinity, counters.NegativeInfinity];

    private static long[] Presence(ColumnCounters counters) =>
        [counters.Counted, counters.Missing, counters.NaN, counters.PositiveInfinity, counters.NegativeInfinity];
}
