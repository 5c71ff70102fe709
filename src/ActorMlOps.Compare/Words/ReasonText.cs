using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Words;

/// <summary>Reasons of results in words.</summary>
internal static class ReasonText
{
    public static string Of(string reason) => reason switch
    {
        DriftReasons.EmptyReference => "the reference has no value to compare",
        DriftReasons.EmptyCurrent => "the current file has no value to compare",
        DriftReasons.NotApplicable => "does not apply to such a column",
        DriftReasons.CollapsedBins => "few different values: see the PSI by value",
        DriftReasons.TooFewRows => "too few rows",
        DriftReasons.PIntervalUninformative => "so many rows that the p-value says nothing; read the statistic",
        DriftReasons.MissingAndNonFinite => "missing and non-finite values against the others",
        DriftReasons.Constant => "all values are equal",
        DriftReasons.Overflow => "beyond the range of numbers",
        DriftReasons.InfinitiesLeftOut => "without the infinite values",
        DriftReasons.WithinBins => "rows taken as spread evenly within a bin",
        DriftReasons.OpenBins => "no upper bound",
        DriftReasons.TooManyRows => "too many rows",
        DriftReasons.NoReferenceChunks => "constant threshold: the reference is too short for chunks",
        DriftReasons.UnseenCategory => "a category that the reference never had",
        MultivariateReasons.TooFewColumns => "fewer than two columns vary",
        MultivariateReasons.NoVaryingColumn => "no column varies",
        MultivariateTest.TooManyColumns => "more columns than the test is made for",
        _ => reason,
    };
}
