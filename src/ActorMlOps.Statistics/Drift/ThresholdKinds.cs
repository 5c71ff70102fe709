namespace ActorMlOps.Statistics.Drift;

/// <summary>Where a threshold came from: the values of <see cref="DriftResult.ThresholdOf"/>.</summary>
public static class ThresholdKinds
{
    /// <summary>The customary band of the index (0.1).</summary>
    public const string Band = "band";

    /// <summary>The index's quantile when nothing drifts, which for small samples is above the band.</summary>
    public const string SampleSize = "sampleSize";

    /// <summary>Set by the user.</summary>
    public const string User = "user";

    /// <summary>The significance level, compared with a p-value.</summary>
    public const string Alpha = "alpha";

    /// <summary>The constant that the tool of a compatibility mode uses.</summary>
    public const string Mode = "mode";

    /// <summary>Three standard deviations from the mean over the reference's own chunks.</summary>
    public const string ReferenceChunks = "referenceChunks";

    /// <summary>Chance, 0.5, which the confidence interval of the area under the ROC curve has to be above.</summary>
    public const string Interval = "interval";
}
