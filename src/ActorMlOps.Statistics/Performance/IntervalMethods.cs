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

    /// <summary>Mean of values of at least 0, on the log scale, Student's t with n - 1 degrees of freedom.</summary>
    public const string LogMean = "logMean";

    /// <summary>Wilson for each of several proportions, combined by MOVER (Zou and Donner 2008).</summary>
    public const string WilsonMover = "wilsonMover";

    /// <summary>Delta method: the metric linearised in the rows, on the logit scale in [0, 1], the atanh scale in [-1, 1].</summary>
    public const string Delta = "delta";

    /// <summary>Scheffe's ball of all calibration bins at once; conservative.</summary>
    public const string Scheffe = "scheffe";

    /// <summary>Between two order statistics, by the binomial law of their ranks.</summary>
    public const string OrderStatistics = "orderStatistics";

    /// <summary>Spread of the metric when a random tenth part or so of the rows is left out, Student's t (delete-a-group jackknife).</summary>
    public const string Jackknife = "jackknife";
}
