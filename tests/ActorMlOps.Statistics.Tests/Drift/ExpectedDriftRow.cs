using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>One line of an expected-drift table: a column of a window against its reference, by every formula.</summary>
internal sealed class ExpectedDriftRow(Dictionary<string, string> row, string[] reference, string[] current)
{
    private static readonly DriftOptions s_options = new() { Redraws = 99 };

    private string What => $"{row["feature"]} {row["row_from"]} {row.GetValueOrDefault("partition")}";

    public double Widest { get; private set; }

    /// <summary>Checks every column of the table, from samples and from counters.</summary>
    public void Check()
    {
        if (row["kind"] == "categorical")
            CheckCategories();
        else
            CheckNumbers(Array.ConvertAll(reference, Csv.Number), Array.ConvertAll(current, Csv.Number));
    }

    private void CheckCategories()
    {
        var profile = ColumnProfile.Categorical(row["feature"], reference);
        var window = new ColumnCounters(profile);
        foreach (var value in current)
            window.AddCategory(value);
        var chi2 = ChiSquare.Test(profile, window);
        Close("chi2_statistic", chi2.Value);
        Close("chi2_p", chi2.PValue);
        Assert.Equal((int)Csv.Number(row["chi2_df"]), chi2.DegreesOfFreedom);
        Close("psi_quantile", Psi.Test(profile, window, s_options)[0].Value);
        CheckShares(profile, window);
    }

    private void CheckNumbers(double[] r, double[] c)
    {
        var profile = ColumnProfile.Numeric(row["feature"], r);
        var window = new ColumnCounters(profile);
        window.AddColumn(c);
        Close("psi_quantile", Psi.Test(profile, window, s_options)[0].Value);
        Close("psi_quantile", Psi.TestSamples(r, c, PsiBinning.Quantile, s_options).Value);
        Close("psi_width", Psi.TestSamples(r, c, PsiBinning.Width, s_options).Value);
        CheckShares(profile, window);

        var ks = KolmogorovSmirnov.TestSamples(r, c);
        Close("ks_statistic", ks.Value);
        Close("ks_p_asymptotic_scipy", ks.PValue);
        Close("ks_p_kolmogorov_limit", KolmogorovSmirnov.LimitPValue(ks.Value!.Value, r.Length, c.Length));
        var counted = KolmogorovSmirnov.Test(profile, window);
        Bracket("ks_statistic", counted);
        Assert.True(counted.PValueLow <= ks.PValue * (1 + 1e-9) && ks.PValue <= counted.PValue * (1 + 1e-9), What);
        Widest = counted.High!.Value - counted.Low!.Value;

        Close("wasserstein", Wasserstein.Distance(r, c));
        Bracket("wasserstein", Wasserstein.Test(profile, window));
        var normalized = Wasserstein.Test(profile, window, normalized: true);
        if (r.Min() == r.Max())
        {
            // A constant has deviation 0; the table divides by the rounding error of its mean.
            Assert.Equal((null, DriftReasons.Constant), (normalized.Value, normalized.Reason));
            Assert.Null(Wasserstein.NormalizedDistance(r, c));
            return;
        }

        Close("wasserstein_normalised", Wasserstein.NormalizedDistance(r, c));
        Bracket("wasserstein_normalised", normalized);
    }

    private void CheckShares(ColumnProfile profile, ColumnCounters window)
    {
        Close("js_distance_base2", ShareTests.Test(DriftMethods.Js, profile, window, s_options).Value);
        Close("hellinger", ShareTests.Test(DriftMethods.Hellinger, profile, window, s_options).Value);
    }

    private void Close(string field, double? actual)
    {
        var floor = field.Contains("_p", StringComparison.Ordinal) ? 1e-300 : 1e-13;
        Golden.Close($"{What} {field}", Csv.Number(row[field]), actual, relative: 1e-9, floor);
    }

    private void Bracket(string field, DriftResult counted)
    {
        var expected = Csv.Number(row[field]);
        var slack = 1e-10 * Math.Abs(expected);
        Assert.True(
            counted.Low - slack <= expected && expected <= counted.High + slack,
            $"{What} {field}: {counted.Low} {expected} {counted.High}");
        Assert.True(counted.Low <= counted.Value && counted.Value <= counted.High, $"{What} {field}: {counted}");
    }
}
