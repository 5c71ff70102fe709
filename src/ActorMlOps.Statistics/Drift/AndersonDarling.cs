using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Two-sample Anderson-Darling test with mid-ranks (Scholz and Stephens 1987, as scipy's <c>anderson_ksamp</c>): the statistic less
/// its mean, in standard deviations.
/// </summary>
/// <remarks>
/// The p-value is interpolated between the published critical values and clipped to [0.001, 0.25]: 0.001 means at most that, 0.25
/// at least. From counters a bin's rows are taken as spread evenly over it; an interval is not known then, so
/// <see cref="DriftResult.Low"/> and High are null unless every bin in use holds one value.
/// </remarks>
public static class AndersonDarling
{
    /// <summary>The normalised statistics whose levels are 25, 10, 5, 2.5, 1, 0.5 and 0.1 percent.</summary>
    public static IReadOnlyList<double> CriticalValues { get; } = AndersonDarlingLaw.CriticalValues.ToArray();

    /// <summary>
    /// The normalised statistic of raw samples; NaN is dropped, infinities are ordinary ends. Null if a side is empty, with fewer than
    /// four rows in all, or if all values are equal.
    /// </summary>
    public static double? Statistic(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) => TestSamples(reference, current).Value;

    /// <summary>Tests raw samples.</summary>
    public static DriftResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double alpha = 0.05) =>
        Test(OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current)), alpha);

    /// <summary>Tests the finite values of a numeric column from its counters, rows spread evenly over their bin.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, double alpha = 0.05) => profile.Bins is null
        ? DriftResult.Undefined(DriftMethods.Ad, ThresholdKinds.Alpha, DriftReasons.NotApplicable)
        : Test(OrderedCells.OfCounters(profile, current), alpha);

    private static DriftResult Test(OrderedCells cells, double alpha)
    {
        var reason = cells.Unusable
            ?? (cells.ReferenceTotal + cells.CurrentTotal < 4 ? DriftReasons.TooFewRows : null)
            ?? (cells.Occupied < 2 ? DriftReasons.Constant : null);
        if (reason is not null)
            return DriftResult.Undefined(DriftMethods.Ad, ThresholdKinds.Alpha, reason);
        var variance = AndersonDarlingLaw.Variance(cells.ReferenceTotal, cells.CurrentTotal);
        if (!(variance > 0))
            return DriftResult.Undefined(DriftMethods.Ad, ThresholdKinds.Alpha, DriftReasons.TooFewRows);
        var statistic = (Raw(cells) - 1) / Math.Sqrt(variance);
        var p = AndersonDarlingLaw.Significance(statistic);
        return new DriftResult
        {
            Method = DriftMethods.Ad,
            Value = statistic,
            Low = cells.Exact ? statistic : null,
            High = cells.Exact ? statistic : null,
            PValue = p,
            PValueLow = cells.Exact ? p : null,
            Threshold = alpha,
            ThresholdOf = ThresholdKinds.Alpha,
            Drifted = p <= alpha,
            Reason = cells.Exact ? null : DriftReasons.WithinBins,
        };
    }

    /// <summary>
    /// (N - 1)/N (1/n + 1/m) sum over cells of l/N (m M1 - n M2)^2 / (B (N - B) - N l/4), M the rows below plus half the cell's, B
    /// = M1 + M2. A bin whose order is lost is cut into equal parts, each a cell.
    /// </summary>
    private static double Raw(OrderedCells cells)
    {
        const double PartsInAll = 2048, FewestParts = 4;
        double n = cells.ReferenceTotal, m = cells.CurrentTotal, total = n + m, sum = 0;
        long before = 0, beforeNow = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            var (r, c) = (cells.Reference[i], cells.Current[i]);
            if (r + c == 0)
                continue;
            double rows = r + c, left = before + beforeNow;
            // Whole numbers of 128 bits: the products agree in all but their last digits.
            var atLeft = (double)(((Int128)cells.CurrentTotal * before) - ((Int128)cells.ReferenceTotal * beforeNow));
            var across = (double)(((Int128)cells.CurrentTotal * r) - ((Int128)cells.ReferenceTotal * c));
            var parts = cells.IsExact(i) ? 1 : Math.Min(rows, Math.Max(FewestParts, Math.Ceiling(rows * PartsInAll / total)));
            var tied = rows / parts;
            for (var part = 0; part < parts; part++)
            {
                double below = left + (part * tied), above = total - below - tied, difference = atLeft + (across * ((part + 0.5) / parts));
                // B (N - B) - N l/4 with B = below + l/2, its equal terms taken out.
                sum += tied * difference / total * difference / ((below * above) + (tied * (below + above) / 4));
            }

            before += r;
            beforeNow += c;
        }

        return sum * ((total - 1) / total) * ((1 / n) + (1 / m));
    }
}
