using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>Runs the tests of one column.</summary>
public static class ColumnDrift
{
    /// <summary>
    /// Tests a window of one column against its reference. Default: PSI and KS for numbers, PSI and chi-square for categories;
    /// others on request; or the one test that a compatibility mode chooses. A numeric column with missing or non-finite values on
    /// either side also gets a chi-square over them (reason <see cref="DriftReasons.MissingAndNonFinite"/>), so that a column gone
    /// missing drifts.
    /// </summary>
    /// <exception cref="ArgumentException">The counters have another layout, or an option is out of range.</exception>
    public static ColumnDriftResult Evaluate(ColumnProfile profile, ColumnCounters current, DriftOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(current);
        options ??= DriftOptions.Default;
        options.Validate();
        if (current.Kind != profile.Kind || current.LayoutFingerprint != profile.Reference.LayoutFingerprint)
        {
            throw new ArgumentException(
                $"Column '{profile.Name}': the counters were made with another profile; count the window with this one.", nameof(current));
        }

        var results = options.Mode switch
        {
            DriftMode.Evidently => [EvidentlyMode.Test(profile, current)],
            DriftMode.NannyMl => [NannyMlMode.Test(profile, current, options.ReferenceChunks)],
            _ => Tests(profile, current, options.Of(profile.Name)),
        };
        return new ColumnDriftResult(profile.Name, profile.Kind, results, Apart(profile.Reference, current));
    }

    private static List<DriftResult> Tests(ColumnProfile profile, ColumnCounters current, DriftOptions options)
    {
        var numeric = profile.Kind == ColumnKind.Numeric;
        var cells = CellCounts.OfColumn(profile, current);
        var results = new List<DriftResult>();
        if (options.Wants(DriftMethods.Psi, byDefault: true))
            results.AddRange(Psi.Test(profile, current, cells, options));
        if (options.Wants(DriftMethods.Ks, numeric))
            results.Add(KolmogorovSmirnov.Test(profile, current, options.Alpha));
        if (!numeric && options.Wants(DriftMethods.Chi2, byDefault: true))
            results.Add(ChiSquare.Test(profile, current, options.Alpha));
        else if (options.Wants(DriftMethods.Chi2, byDefault: true)
            && ChiSquare.TestPresence(profile, current, options.Alpha) is { } presence)
            results.Add(presence);

        foreach (var index in ShareIndex.Distances)
        {
            if (options.Wants(index.Method, byDefault: false))
                results.Add(ShareTests.Test(index, cells, profile.Kind, options));
        }

        if (options.Wants(DriftMethods.Wasserstein, byDefault: false))
            results.Add(Wasserstein.Test(profile, current, normalized: false, options));
        if (options.Wants(DriftMethods.WassersteinNormalized, byDefault: false))
            results.Add(Wasserstein.Test(profile, current, normalized: true, options));
        if (options.Wants(DriftMethods.Cvm, byDefault: false))
            results.Add(CramerVonMises.Test(profile, current, options.Alpha));
        if (options.Wants(DriftMethods.Ad, byDefault: false))
            results.Add(AndersonDarling.Test(profile, current, options.Alpha));
        if (options.Wants(DriftMethods.Mwu, byDefault: false))
            results.Add(MannWhitney.Test(profile, current, options.Alpha));
        // The one method asked for says nothing of numbers that are all there.
        if (results.Count == 0)
            results.Add(DriftResult.Undefined(DriftMethods.Chi2, ThresholdKinds.Alpha, DriftReasons.NotApplicable));
        return results;
    }

    private static List<ApartShare> Apart(ColumnCounters reference, ColumnCounters current)
    {
        var shares = new List<ApartShare>();
        AddShare("missing", reference.Missing, current.Missing);
        AddShare("nan", reference.NaN, current.NaN);
        AddShare("positiveInfinity", reference.PositiveInfinity, current.PositiveInfinity);
        AddShare("negativeInfinity", reference.NegativeInfinity, current.NegativeInfinity);
        AddShare("unseen", reference.Unseen, current.Unseen);
        return shares;

        void AddShare(string cell, long r, long c)
        {
            if (r + c > 0)
                shares.Add(new ApartShare(cell, Share(r, reference.Rows), Share(c, current.Rows)));
        }
    }

    private static double? Share(long part, long rows) => rows == 0 ? null : (double)part / rows;
}
