namespace ActorMlOps.Statistics.Drift;

/// <summary>The values of <see cref="DriftResult.Reason"/>.</summary>
public static class DriftReasons
{
    /// <summary>The reference has no value the test can use.</summary>
    public const string EmptyReference = "emptyReference";

    /// <summary>The window has no value the test can use.</summary>
    public const string EmptyCurrent = "emptyCurrent";

    /// <summary>The test does not apply to a column of this kind.</summary>
    public const string NotApplicable = "notApplicable";

    /// <summary>Ties leave fewer than five decile bins; the verdict is that of the tie-aware bins.</summary>
    public const string CollapsedBins = "collapsedBins";

    /// <summary>The p-value is undefined: one row on either side.</summary>
    public const string TooFewRows = "tooFewRows";

    /// <summary>
    /// The samples are so large (about 180,000 rows each) that the certified interval of D spans p-values from none to all;
    /// read the interval of D itself.
    /// </summary>
    public const string PIntervalUninformative = "pIntervalUninformative";

    /// <summary>The test compares missing and non-finite values with finite ones, not the values themselves.</summary>
    public const string MissingAndNonFinite = "missingAndNonFinite";
}
