namespace ActorMlOps.Statistics.Performance;

/// <summary>The values of <see cref="ConfidenceInterval.Method"/>.</summary>
public static class IntervalMethods
{
    /// <summary>Wilson's score interval of a proportion (Wilson 1927).</summary>
    public const string Wilson = "wilson";

    /// <summary>DeLong's variance of the area under the ROC curve (1988), on the logit scale.</summary>
    public const string DeLong = "delong";

    /// <summary>
    /// Hanley and McNeil's variance at the unknown area, solved for it (Newcombe 2006, method 5): where DeLong's is 0 or unknown.
    /// </summary>
    public const string HanleyMcNeil = "hanleyMcNeil";

    /// <summary>
    /// Confidence-based estimate without labels, +- z standard errors of the labels' chance and of the calibration.
    /// </summary>
    public const string Cbpe = "cbpe";

    /// <summary>Mean +- z standard errors.</summary>
    public const string Normal = "normal";

    /// <summary>Mean +- t standard errors, Student's t with n - 1 degrees of freedom.</summary>
    public const string StudentT = "studentT";
}
