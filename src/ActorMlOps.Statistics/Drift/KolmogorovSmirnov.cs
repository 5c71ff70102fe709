using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>Two-sample, two-sided Kolmogorov-Smirnov test: D = sup |F_reference - F_current|.</summary>
/// <remarks>
/// From counters D is known to an interval: with p_j, q_j the bins' masses and d_j the difference of the distribution
/// functions at the bin's left edge, max |d_j| &lt;= D &lt;= max(max |d_j|, max over non-own bins of max(d_j + p_j, q_j - d_j)).
/// The lower end is attained. Width at most 2/B + 1/n; 0 where every distinct value has its own bin.
/// </remarks>
public static class KolmogorovSmirnov
{
    /// <summary>Effective size n m/(n + m) from which the interval of the p-value says nothing (n = m = 180,000).</summary>
    private const double LargestTellingSize = 90_000;

    /// <summary>D of raw samples, ties included; NaN is dropped, infinities are ordinary ends. Null if a side is empty.</summary>
    public static double? Statistic(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var cells = OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current));
        return Samples.EmptySide(cells.ReferenceTotal, cells.CurrentTotal) is null ? Statistic(cells) : null;
    }

    /// <summary>Tests raw samples: exact D.</summary>
    public static DriftResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double alpha = 0.05)
    {
        var cells = OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current));
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        if (n == 0 || m == 0)
            return Empty(n);
        var d = Statistic(cells);
        return Verdict(d, d, n, m, alpha);
    }

    /// <summary>Tests the finite values of a numeric column from its counters: a certified interval.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, double alpha = 0.05)
    {
        if (profile.Bins is not { } bins)
            return DriftResult.Undefined(DriftMethods.Ks, ThresholdKinds.Alpha, DriftReasons.NotApplicable);
        var (n, m) = (profile.Reference.Counted, current.Counted);
        if (n == 0 || m == 0)
            return Empty(n);

        double low = 0, high = 0;
        long below = 0, belowNow = 0;
        ReadOnlySpan<long> before = profile.Reference.Counts, counts = current.Counts;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var (rows, now) = (before[bin], counts[bin]);
            if (!bins.IsOwn(bin))
            {
                // The order inside the bin is lost: all of one side may come before all of the other.
                high = Math.Max(high, ((double)(below + rows) / n) - ((double)belowNow / m));
                high = Math.Max(high, ((double)(belowNow + now) / m) - ((double)below / n));
            }

            below += rows;
            belowNow += now;
            low = Math.Max(low, Math.Abs(((double)below / n) - ((double)belowNow / m)));
        }

        return Verdict(low, Math.Max(low, high), n, m, alpha);
    }

    /// <summary>
    /// The p-value at effective size round(n m/(n + m)): the exact one-sample law, as scipy's <c>asymp</c>. Null where that
    /// size is 0 (one row on either side).
    /// </summary>
    /// <param name="d">The statistic, 0 to 1.</param>
    /// <param name="n">Rows of one side, at least 1.</param>
    /// <param name="m">Rows of the other side, at least 1.</param>
    public static double? PValue(double d, long n, long m)
    {
        var effective = (long)Math.Round(EffectiveSize(n, m));
        return effective < 1 ? null : KolmogorovDistribution.Survival(d, effective);
    }

    /// <summary>The p-value of the limit law at sqrt(n m/(n + m)) d, without small-sample correction.</summary>
    /// <inheritdoc cref="PValue"/>
    public static double LimitPValue(double d, long n, long m) => KolmogorovDistribution.Limit(Math.Sqrt(EffectiveSize(n, m)) * d);

    /// <summary>The exact p-value without ties (conservative with ties); both sides 1 to 10,000 rows, cost n m.</summary>
    /// <inheritdoc cref="PValue"/>
    /// <exception cref="ArgumentOutOfRangeException">A side has no row or more than 10,000.</exception>
    public static double ExactPValue(double d, int n, int m)
    {
        CheckSize(n);
        CheckSize(m);
        return LatticePaths.Outside(d, n, m);
    }

    /// <summary>
    /// The exact p-value of raw samples, ties included: the chance of a D at least as large when the pooled values, ties and all, are dealt
    /// to the two sides at random (Schroeer and Trenkler 1995). Null if a side is empty; each side at most 10,000 rows, cost n m.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A side has more than 10,000 rows.</exception>
    public static double? ExactPValue(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var cells = OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current));
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        if (n == 0 || m == 0)
            return null;
        CheckSize(n);
        CheckSize(m);
        // D is looked at only after the last row of a tied value.
        var looked = new bool[n + m + 1];
        long rows = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            rows += cells.Reference[i] + cells.Current[i];
            looked[rows] = true;
        }

        return LatticePaths.Outside(Statistic(cells), (int)n, (int)m, looked);
    }

    private static double Statistic(OrderedCells cells)
    {
        double n = cells.ReferenceTotal, m = cells.CurrentTotal, most = 0;
        long below = 0, belowNow = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            below += cells.Reference[i];
            belowNow += cells.Current[i];
            most = Math.Max(most, Math.Abs((below / n) - (belowNow / m)));
        }

        return most;
    }

    private static void CheckSize(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, 10_000);
    }

    private static DriftResult Verdict(double low, double high, long n, long m, double alpha)
    {
        var p = PValue(low, n, m);
        var vague = high > low && EffectiveSize(n, m) > LargestTellingSize;
        return new DriftResult
        {
            Method = DriftMethods.Ks,
            Value = low,
            Low = low,
            High = high,
            PValue = p,
            PValueLow = PValue(high, n, m),
            Threshold = alpha,
            ThresholdOf = ThresholdKinds.Alpha,
            Drifted = p <= alpha,
            Reason = p is null ? DriftReasons.TooFewRows : vague ? DriftReasons.PIntervalUninformative : null,
        };
    }

    private static DriftResult Empty(long referenceRows) => DriftResult.Undefined(
        DriftMethods.Ks, ThresholdKinds.Alpha, referenceRows == 0 ? DriftReasons.EmptyReference : DriftReasons.EmptyCurrent);

    private static double EffectiveSize(long n, long m) => (double)n * m / ((double)n + m);
}
