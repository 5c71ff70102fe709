using System.Numerics;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Two-sample Cramer-von Mises test (Anderson 1962): T = u/(n m N) - (4 n m - 1)/(6 N), u = n sum (rank_i - i)^2 over the reference
/// + m sum (rank_j - j)^2 over the current side, mid-ranks for ties. N = n + m.
/// </summary>
/// <remarks>
/// The two terms of T agree in all but their last digits for large samples, so u is summed in whole numbers of 128 bits. Mid-ranks
/// overstate T: two constant columns that are the same have p = 0 in scipy, whose figures <see cref="TestSamples"/> keeps. From counters
/// the rows of a bin are taken as spread evenly over it, and for the p-value those of a single value, too: then nothing counts that the sides
/// do not differ in (conservative where values recur). An interval is not known with bins, so <see cref="DriftResult.Low"/> and High are null
/// unless every bin in use holds one value.
/// </remarks>
public static class CramerVonMises
{
    /// <summary>Largest side for which a test of untied samples uses the exact law, as in scipy.</summary>
    private const int ExactRows = 20;

    /// <summary>T of raw samples; NaN is dropped, infinities are ordinary ends. Null if a side is empty.</summary>
    public static double? Statistic(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var cells = OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current));
        return cells.Unusable is null ? Statistic(cells, spreadTies: false) : null;
    }

    /// <summary>Tests raw samples: the exact p-value without ties up to 20 rows a side, else the limit law.</summary>
    public static DriftResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double alpha = 0.05) =>
        Test(OrderedCells.OfSorted(Samples.Sorted(reference), Samples.Sorted(current)), alpha, spreadTies: false);

    /// <summary>Tests the finite values of a numeric column from its counters, rows spread evenly over their bin.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, double alpha = 0.05) => profile.Bins is null
        ? DriftResult.Undefined(DriftMethods.Cvm, ThresholdKinds.Alpha, DriftReasons.NotApplicable)
        : Test(OrderedCells.OfCounters(profile, current), alpha, spreadTies: true);

    /// <summary>The p-value of the limit law, as scipy's <c>asymptotic</c>; null with fewer than two rows on a side.</summary>
    /// <param name="t">The statistic.</param>
    /// <param name="n">Rows of one side.</param>
    /// <param name="m">Rows of the other side.</param>
    public static double? LimitPValue(double t, long n, long m) => n < 2 || m < 2 ? null : CramerVonMisesLaw.LimitSurvival(t, n, m);

    /// <summary>The exact p-value without ties; null with fewer than two rows on a side.</summary>
    /// <inheritdoc cref="LimitPValue"/>
    /// <exception cref="ArgumentOutOfRangeException">The sizes have so little in common that the table would pass 500 MB.</exception>
    public static double? ExactPValue(double t, int n, int m)
    {
        if (n < 2 || m < 2)
            return null;
        const double MostCells = 1 << 26;
        if (!(CramerVonMisesLaw.ExactCost(t, n, m) <= MostCells))
        {
            throw new ArgumentOutOfRangeException(
                nameof(n), n, $"The exact law of {n} and {m} rows is too large to tabulate; use the limit law.");
        }

        return CramerVonMisesLaw.ExactSurvival(t, n, m);
    }

    private static DriftResult Test(OrderedCells cells, double alpha, bool spreadTies)
    {
        if (cells.Unusable is { } reason)
            return DriftResult.Undefined(DriftMethods.Cvm, ThresholdKinds.Alpha, reason);
        var t = Statistic(cells, spreadTies: false);
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        var exact = !cells.Tied && Math.Max(n, m) <= ExactRows;
        var p = exact ? ExactPValue(t, (int)n, (int)m) : LimitPValue(spreadTies ? Statistic(cells, spreadTies) : t, n, m);
        return new DriftResult
        {
            Method = DriftMethods.Cvm,
            Value = t,
            Low = cells.Exact ? t : null,
            High = cells.Exact ? t : null,
            PValue = p,
            PValueLow = cells.Exact ? p : null,
            Threshold = alpha,
            ThresholdOf = ThresholdKinds.Alpha,
            Drifted = p <= alpha,
            Reason = p is null ? DriftReasons.TooFewRows : cells.Exact ? null : DriftReasons.WithinBins,
        };
    }

    private static double Statistic(OrderedCells cells, bool spreadTies)
    {
        Int128 ofReference = 0, ofCurrent = 0;
        double n = cells.ReferenceTotal, m = cells.CurrentTotal, overstated = 0;
        long before = 0, beforeNow = 0;
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            var (r, c) = (cells.Reference[i], cells.Current[i]);
            // Twelve times r (b + c/2)^2 + r (r^2 - 1)/12: the ranks of a tied group less its places.
            Int128 rank = (2 * beforeNow) + c, rankNow = (2 * before) + r;
            ofReference += (3 * r * (rank * rank)) + (r * (((Int128)r * r) - 1));
            ofCurrent += (3 * c * (rankNow * rankNow)) + (c * (((Int128)c * c) - 1));
            if (r + c > 1 && (spreadTies || !cells.IsExact(i)))
                overstated += Overstated(r, c, n) + Overstated(c, r, m);
            before += r;
            beforeNow += c;
        }

        BigInteger product = new BigInteger(cells.ReferenceTotal) * cells.CurrentTotal;
        var twelveU = ((BigInteger)ofReference * cells.ReferenceTotal) + ((BigInteger)ofCurrent * cells.CurrentTotal);
        var excess = twelveU - (2 * product * ((4 * product) - 1));
        var total = cells.ReferenceTotal + cells.CurrentTotal;
        return ExactSum.Quotient(excess, 12 * product * total) - (overstated / (12 * n * m * (n + m)));
    }

    /// <summary>What mid-ranks of a bin add to 12 u beyond rows spread evenly, one side's part.</summary>
    private static double Overstated(double own, double other, double total) =>
        own == 0 ? 0 : total * (own - (1 / own)) * (own - other) * (own + other);
}
