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

    /// <summary>All values are equal (of the reference, where the test divides by its deviation): there is nothing to compare.</summary>
    public const string Constant = "constant";

    /// <summary>The figure is beyond the range of a double.</summary>
    public const string Overflow = "overflow";

    /// <summary>Infinite values were left out; the figure is that of the finite ones.</summary>
    public const string InfinitiesLeftOut = "infinitiesLeftOut";

    /// <summary>
    /// The order of values within a bin of the counters is not known; rows were taken as spread evenly over it. The raw values would give a
    /// figure close by, but there is no certified interval.
    /// </summary>
    public const string WithinBins = "withinBins";

    /// <summary>
    /// Values lie in an open end bin and the window's minimum and maximum are not known (after a subtraction, until its moments are
    /// replaced): there is no upper bound.
    /// </summary>
    public const string OpenBins = "openBins";

    /// <summary>More rows than the test counts exactly (10^12).</summary>
    public const string TooManyRows = "tooManyRows";

    /// <summary>The reference's chunks are not known, so the tool's constant threshold was used.</summary>
    public const string NoReferenceChunks = "noReferenceChunks";

    /// <summary>The window has a category that the reference never had, whose expected count would be 0.</summary>
    public const string UnseenCategory = "unseenCategory";
}
