namespace ActorMlOps.Statistics.Drift;

/// <summary>One test of one column. What is undefined is null with a <see cref="Reason"/>; never NaN, never an exception.</summary>
public sealed record DriftResult
{
    /// <summary>The test, see <see cref="DriftMethods"/>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The statistic, at its best known value in [<see cref="Low"/>, <see cref="High"/>]: for the interval of D its lower end,
    /// which is attained; for those of Wasserstein and Mann-Whitney the value with rows spread evenly over, or tied in, their bin.
    /// Null if undefined.
    /// </summary>
    public double? Value { get; init; }

    /// <summary>The statistic is at least this; null if undefined or not known.</summary>
    public double? Low { get; init; }

    /// <summary>The statistic is at most this; equal to <see cref="Low"/> where it is exact; null if undefined or not known.</summary>
    public double? High { get; init; }

    /// <summary>The p-value the verdict uses, in [0, 1]; for an interval its upper end (valid, conservative).</summary>
    public double? PValue { get; init; }

    /// <summary>The lower end of the p-value's interval; equal to <see cref="PValue"/> where it is exact.</summary>
    public double? PValueLow { get; init; }

    /// <summary>The p-value after correction across the report's tests; null outside a report.</summary>
    public double? AdjustedPValue { get; init; }

    /// <summary>What the value (or, for <c>alpha</c>, the p-value) is compared with.</summary>
    public double? Threshold { get; init; }

    /// <summary>Where the threshold came from, see <see cref="ThresholdKinds"/>.</summary>
    public required string ThresholdOf { get; init; }

    /// <summary>The 1 - alpha quantile of the statistic when nothing drifts (PSI).</summary>
    public double? NullQuantile { get; init; }

    /// <summary>Degrees of freedom (chi-square).</summary>
    public int? DegreesOfFreedom { get; init; }

    /// <summary>The verdict; false where the value is undefined.</summary>
    public bool Drifted { get; init; }

    /// <summary>Why the value is undefined, or what to know about it; see <see cref="DriftReasons"/>.</summary>
    public string? Reason { get; init; }

    internal static DriftResult Undefined(string method, string thresholdOf, string reason) =>
        new() { Method = method, ThresholdOf = thresholdOf, Reason = reason };
}
