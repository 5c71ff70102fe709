using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Mann-Whitney test, two-sided: U = pairs whose reference value is the larger, ties half. The p-value is that of the normal law
/// with tie and continuity correction, or exact for few untied rows, as in scipy.
/// </summary>
/// <remarks>
/// From counters U is known to an interval: pairs within one bin may be ordered either way. The value is the one with
/// mid-ranks; the p-value's upper end takes U nearest to its mean n m/2 and no ties within bins (the larger variance), its lower
/// end U farthest and all tied. Width of U at most n m (1/B + ties).
/// </remarks>
public static class MannWhitney
{
    private const int ExactRows = 8;
    private const double MostSteps = 2e7;

    /// <summary>U of the reference; NaN is dropped, infinities are ordinary ends. Null if a side is empty.</summary>
    public static double? Statistic(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) => TestSamples(reference, current).Value;

    /// <summary>
    /// Tests raw samples: the exact p-value without ties where a side has at most 8 rows (and the law at most 2e7 terms), else the normal
    /// law's.
    /// </summary>
    public static DriftResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double alpha = 0.05)
    {
        var cells = OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current));
        if (cells.Unusable is { } reason)
            return DriftResult.Undefined(DriftMethods.Mwu, ThresholdKinds.Alpha, reason);
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        var (low, high, tiesLow, _) = Pairs(cells);
        var excess = Excess(low, n, m);
        var steps = MannWhitneyLaw.Cost((n * (double)m / 2) - (excess / 2), n, m);
        var exact = !cells.Tied && Math.Min(n, m) <= ExactRows && steps <= MostSteps;
        var u = (double)low / 2;
        var p = exact ? ExactPValue(u, (int)n, (int)m) : NormalPValue(excess, n, m, tiesLow);
        return Result(u, u, u, p, p, alpha);
    }

    /// <summary>Tests the finite values of a numeric column from its counters: a certified interval of U and of the p-value.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, double alpha = 0.05)
    {
        if (profile.Bins is null)
            return DriftResult.Undefined(DriftMethods.Mwu, ThresholdKinds.Alpha, DriftReasons.NotApplicable);
        var cells = OrderedCells.OfCounters(profile, current);
        if (cells.Unusable is { } reason)
            return DriftResult.Undefined(DriftMethods.Mwu, ThresholdKinds.Alpha, reason);
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        var (low, high, fewestTies, mostTies) = Pairs(cells);
        var (least, most) = (Excess(low, n, m), Excess(high, n, m));
        var mean = (Int128)n * m;
        var nearest = low <= mean && mean <= high ? 0 : Math.Min(least, most);
        return Result(
            ((double)low + (double)high) / 4,
            (double)low / 2,
            (double)high / 2,
            NormalPValue(nearest, n, m, fewestTies),
            NormalPValue(Math.Max(least, most), n, m, mostTies),
            alpha);
    }

    /// <summary>The exact two-sided p-value of U without ties, 2 P(U &gt;= max(U, n m - U)), at most 1.</summary>
    /// <param name="u">U of either side, 0 to n m.</param>
    /// <param name="n">Rows of one side, at least 1.</param>
    /// <param name="m">Rows of the other side, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or the law would take more than 1e10 steps.</exception>
    public static double ExactPValue(double u, int n, int m)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        var pairs = (double)n * m;
        if (!(u >= 0 && u <= pairs))
            throw new ArgumentOutOfRangeException(nameof(u), u, $"U must be between 0 and n m = {pairs}.");
        var tail = Math.Floor(Math.Min(u, pairs - u));
        if (MannWhitneyLaw.Cost(tail, n, m) > 1e10)
            throw new ArgumentOutOfRangeException(nameof(n), n, $"The exact law of {n} and {m} rows takes too long; use the normal law.");
        return Math.Min(1, 2 * MannWhitneyLaw.LowerTail((int)tail, n, m));
    }

    /// <summary>|2 U - n m|.</summary>
    private static double Excess(Int128 twiceU, long n, long m) => (double)Int128.Abs(twiceU - ((Int128)n * m));

    private static double NormalPValue(double excess, long n, long m, double ties)
    {
        double total = (double)n + m;
        var variance = (double)n * m / 12 * (total + 1 - (ties / (total * (total - 1))));
        // All tied: no order to tell.
        if (!(variance > 0))
            return 1;
        var z = ((excess / 2) - 0.5) / Math.Sqrt(variance);
        return z <= 0 ? 1 : Normal.TwoSided(z);
    }

    /// <summary>Twice the least and the most that U can be, and the least and the most that sum t^3 - t over ties can be.</summary>
    private static (Int128 Low, Int128 High, double FewestTies, double MostTies) Pairs(OrderedCells cells)
    {
        Int128 low = 0, high = 0;
        double fewest = 0, most = 0;
        long before = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            var (r, c) = (cells.Reference[i], cells.Current[i]);
            double tied = r + c, ties = tied * (tied - 1) * (tied + 1);
            var equal = tied <= 1 || cells.IsExact(i);
            low += (Int128)r * ((2 * before) + (equal ? c : 0));
            high += (Int128)r * ((2 * before) + (equal ? c : 2 * c));
            fewest += equal ? ties : 0;
            most += ties;
            before += c;
        }

        return (low, high, fewest, most);
    }

    private static DriftResult Result(double u, double low, double high, double p, double pLow, double alpha) => new()
    {
        Method = DriftMethods.Mwu,
        Value = u,
        Low = low,
        High = high,
        PValue = p,
        PValueLow = Math.Min(p, pLow),
        Threshold = alpha,
        ThresholdOf = ThresholdKinds.Alpha,
        Drifted = p <= alpha,
    };
}
