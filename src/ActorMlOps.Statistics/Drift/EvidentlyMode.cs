using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// The choice of test and threshold that Evidently documents ("Data drift algorithm", versions 0.2 to 0.7), so that its verdicts can be
/// compared. Missing and non-finite values are dropped first; rows and distinct values are counted after that.
/// </summary>
/// <remarks>
/// Reference up to 1,000 rows: numbers with more than five distinct values KS, else chi-square (two values: two proportions), p at
/// most 0.05. Above: numbers with more than five distinct values Wasserstein over max(deviation, 0.001), else Jensen-Shannon
/// distance at base e by value, at least 0.1. Data set: half of the columns. One thing differs: its chi-square takes the
/// reference's shares as known (<see cref="ChiSquare.GoodnessOfFit"/>) and so alarms several times too often; here it is the
/// contingency test. From counters the distinct values are exact while each has its own bin; a bin between them counts as many as
/// it has rows.
/// </remarks>
public static class EvidentlyMode
{
    /// <summary>References up to this many rows are tested by p-value, larger ones by distance.</summary>
    public const int SmallReference = 1000;

    /// <summary>Numbers with at most this many distinct values are treated as categories.</summary>
    public const int FewValues = 5;

    /// <summary>Threshold of p-values.</summary>
    public const double Alpha = 0.05;

    /// <summary>Threshold of distances.</summary>
    public const double Distance = 0.1;

    /// <summary>Share of drifted columns from which the data set has drifted.</summary>
    public const double DatasetShare = 0.5;

    /// <summary>The test for a column: <c>ks</c>, <c>chi2</c>, <c>z</c>, <c>wasserstein-normalized</c> or <c>js-e</c>.</summary>
    /// <param name="kind">How the column is counted.</param>
    /// <param name="referenceRows">Values of the reference.</param>
    /// <param name="distinct">Distinct values of both sides together.</param>
    public static string Choose(ColumnKind kind, long referenceRows, long distinct)
    {
        var ordered = kind == ColumnKind.Numeric && distinct > FewValues;
        if (referenceRows > SmallReference)
            return ordered ? DriftMethods.WassersteinNormalized : DriftMethods.JsE;
        return ordered ? DriftMethods.Ks : distinct > 2 ? DriftMethods.Chi2 : DriftMethods.Z;
    }

    /// <summary>Tests raw numbers; NaN and infinities are dropped.</summary>
    public static DriftResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] r = Samples.Finite(Samples.Sorted(reference)).ToArray(), c = Samples.Finite(Samples.Sorted(current)).ToArray();
        var cells = OrderedCells.OfSorted(r, c);
        var method = Choose(ColumnKind.Numeric, r.Length, cells.Occupied);
        return method switch
        {
            DriftMethods.Ks => Ks(KolmogorovSmirnov.TestSamples(r, c), r.Length, c.Length),
            DriftMethods.WassersteinNormalized => AsMode(Wasserstein.TestSamplesAtLeast(r, c, Options(method))),
            _ => ByValue(method, cells.Reference, cells.Current),
        };
    }

    /// <summary>Tests categories given as counts by name.</summary>
    public static DriftResult Test(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current)
    {
        var cells = CellCounts.Align(reference, current);
        return ByValue(Choose(ColumnKind.Categorical, cells.ReferenceTotal, cells.NonEmpty), cells.Reference, cells.Current);
    }

    /// <summary>Tests a column from its counters.</summary>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(current);
        var reference = profile.Reference;
        if (profile.Bins is not { } bins)
        {
            long[] rows = [.. reference.Counts, reference.Unseen], now = [.. current.Counts, current.Unseen];
            var cells = new CellCounts(rows, now);
            return ByValue(Choose(ColumnKind.Categorical, cells.ReferenceTotal, cells.NonEmpty), rows, now);
        }

        var method = Choose(ColumnKind.Numeric, reference.Counted, Distinct(bins, reference, current));
        return method switch
        {
            DriftMethods.Ks => Ks(KolmogorovSmirnov.Test(profile, current), reference.Counted, current.Counted),
            DriftMethods.WassersteinNormalized =>
                AsMode(Wasserstein.Test(profile, current, method, Wasserstein.LeastDeviation, Options(method))),
            _ => ByValue(method, reference.Counts, current.Counts),
        };
    }

    // Its KS is scipy's, exact up to 10,000 rows a side; the interval of D becomes one of p. Where D is so large that counting paths would
    // take milliseconds, no verdict turns on the difference.
    private static DriftResult Ks(DriftResult result, long n, long m)
    {
        const long ExactRows = 10_000;
        const double MostSteps = 4e6;
        if (result.Value is null || Math.Max(n, m) > ExactRows || 2.0 * n * m * result.High > MostSteps)
            return AsMode(result);
        var p = KolmogorovSmirnov.ExactPValue(result.Low!.Value, (int)n, (int)m);
        var pLow = result.High == result.Low ? p : KolmogorovSmirnov.ExactPValue(result.High!.Value, (int)n, (int)m);
        return AsMode(result with { PValue = p, PValueLow = pLow, Drifted = p <= Alpha, Reason = null });
    }

    private static DriftResult ByValue(string method, ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (method == DriftMethods.JsE)
            return AsMode(ShareTests.Test(method, reference, current, Options(method)));
        if (method == DriftMethods.Chi2)
            return AsMode(ChiSquare.Test(reference, current, Alpha));
        long rows = 0, now = 0, first = 0, firstNow = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            if (rows + now == 0)
                (first, firstNow) = (reference[i], current[i]);
            rows += reference[i];
            now += current[i];
        }

        return AsMode(TwoProportionZ.Test(first, rows, firstNow, now, Alpha));
    }

    private static long Distinct(NumericBins bins, ColumnCounters reference, ColumnCounters current)
    {
        long distinct = 0;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var rows = reference.Counts[bin] + current.Counts[bin];
            distinct += bins.IsOwn(bin) ? Math.Min(1, rows) : rows;
        }

        return distinct;
    }

    private static DriftOptions Options(string method) => new() { Thresholds = new Dictionary<string, double> { [method] = Distance } };

    private static DriftResult AsMode(DriftResult result) => result with { ThresholdOf = ThresholdKinds.Mode };
}
