using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Two-sample Anderson-Darling test with mid-ranks (Scholz and Stephens 1987, as scipy's <c>anderson_ksamp</c>): the statistic less
/// its mean, in standard deviations.
/// </summary>
/// <remarks>
/// The p-value is interpolated between the published critical values and clipped to [0.001, 0.25]: 0.001 means at most that, 0.25
/// at least. From counters a bin's rows count as tied, which makes it the test of the values rounded to their bins: valid for the same
/// hypothesis, and off the raw statistic by about 1/B of its size; <see cref="DriftResult.Low"/> and High are null then.
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

    /// <summary>Tests the finite values of a numeric column from its counters, rows of a bin tied.</summary>
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

    /// <summary>(N - 1)/N (1/n + 1/m) sum over cells of l/N (m M1 - n M2)^2 / (B (N - B) - N l/4), M the rows below plus half the cell's.</summary>
    private static double Raw(OrderedCells cells)
    {
        double n = cells.ReferenceTotal, m = cells.CurrentTotal, total = n + m, sum = 0;
        long before = 0, beforeNow = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            var (r, c) = (cells.Reference[i], cells.Current[i]);
            if (r + c == 0)
                continue;
            var difference = (double)(((Int128)cells.CurrentTotal * ((2 * before) + r)) - ((Int128)cells.ReferenceTotal * ((2 * beforeNow) + c))) / 2;
            double left = before + beforeNow, tied = r + c, right = total - left - tied;
            // B (N - B) - N l/4 with B = left + l/2, its equal parts taken out.
            sum += tied * difference / total * difference / ((left * right) + (tied * (left + right) / 4));
            before += r;
            beforeNow += c;
        }

        return sum * ((total - 1) / total) * ((1 / n) + (1 / m));
    }
}
