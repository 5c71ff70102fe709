namespace ActorMlOps.Statistics.Sequential;

/// <summary>The values of <see cref="SequentialInterval.Reason"/>.</summary>
public static class SequentialReasons
{
    /// <summary>Nothing was observed yet.</summary>
    public const string NoData = "noData";

    /// <summary>Too few events or units on a side for the normal approximation; the exact processes need none.</summary>
    public const string TooFewEvents = "tooFewEvents";

    /// <summary>All values are equal so far: their spread is not known, and an interval of width 0 would be a false certainty.</summary>
    public const string NoVariance = "noVariance";

    /// <summary>A value is not finite, or the result leaves the range of a double.</summary>
    public const string OutOfRange = "outOfRange";

    /// <summary>Too few values to bound the quantile on at least one side.</summary>
    public const string Unbounded = "unbounded";

    /// <summary>More units than the bound on memory; units beyond it are left out, the interval is that of the others.</summary>
    public const string UnitsOverflowed = "unitsOverflowed";
}
