using System.Globalization;
using ActorMlOps.Compare.Words;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Page;

/// <summary>How the figures come about and how exact they are.</summary>
internal static class MethodNotes
{
    public static IEnumerable<string> Of(Comparison comparison)
    {
        var drift = comparison.Options.Drift;
        yield return drift.Mode switch
        {
            DriftMode.Evidently => "Tests and thresholds are those that Evidently documents: up to 1,000 reference rows "
                + "by p-value (0.05), above by distance (0.1); no correction for how many columns were looked at.",
            DriftMode.NannyMl => "Tests and thresholds are NannyML's: Jensen-Shannon distance over Doane's bins of the "
                + "reference, beyond three standard deviations of the reference's own chunks of the current file's size; "
                + "where it is too short for three chunks, above 0.1.",
            _ => "A column has drifted if one of its tests says so. " + Corrected(drift),
        };
        yield return "Both files are counted in bins between about 1,000 quantiles of the reference; no figure depends on "
            + "the order of rows. Where a value is not exact, the interval beside it holds the value that all raw rows "
            + "would give.";
        if (drift.Mode == DriftMode.Standard)
        {
            yield return "PSI: over the reference's deciles, exactly; each share at least 0.0001. The limit is 0.1, or "
                + "what the index reaches without drift at this number of rows if that is more. \"By value\": where few "
                + "different values make the deciles coincide.";
            yield return "Kolmogorov-Smirnov D: certified to an interval at most 2/1,000 + 1/n wide (n rows of the "
                + "reference), exact where every value has its own bin; the p-value belongs to its lower end, so the "
                + "verdict errs on the side of no drift.";
            yield return "Chi-square: of both rows of counts, missing and new values included; for numbers it compares "
                + "how many are missing or not finite.";
        }

        yield return "\"Rows moved, at least\": the largest gap between the two distribution functions of numbers, or "
            + "half the sum of the differences of all shares of categories. It orders the columns and decides nothing.";
        yield return "Medians and ranges are off by at most one bin, which holds about a thousandth of the reference. "
            + "Histograms spread the rows of a bin evenly and put what lies beyond the 0.5 % and 99.5 % quantiles into "
            + "their end bins.";
        if (comparison.Multivariate.Count > 0)
            yield return "Whole rows: on samples of up to 1,000 rows of each file, drawn with a fixed seed; they do not "
                + "count in the verdict on the data set.";
        yield return $"The data set has drifted from {Figures.Percent(comparison.Threshold)} of drifted features on.";
    }

    private static string Corrected(DriftOptions drift)
    {
        var name = drift.Correction switch
        {
            Correction.BenjaminiHochberg => "Benjamini and Hochberg",
            Correction.BenjaminiYekutieli => "Benjamini and Yekutieli",
            Correction.Holm => "Holm",
            Correction.Bonferroni => "Bonferroni",
            _ => null,
        };
        var alpha = drift.Alpha.ToString(CultureInfo.InvariantCulture);
        return name is null
            ? $"P-values are not corrected for how many tests were made: each has {alpha} to raise a false alarm."
            : $"P-values are corrected for all tests of the report together ({name}, level {alpha}).";
    }
}
