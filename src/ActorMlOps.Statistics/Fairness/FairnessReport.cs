using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>
/// How a binary task treats the groups of one sensitive attribute. Differences are largest minus smallest over the groups whose
/// rate is defined, in [0, 1]; 0 is equal treatment by that measure. No model satisfies all measures at once where base rates
/// differ (Chouldechova 2017).
/// </summary>
public sealed record FairnessReport
{
    /// <summary>A ratio of selection rates below it breaks the four-fifths rule (29 CFR 1607.4 D).</summary>
    public const double FourFifths = 0.8;

    /// <summary>Figures by group, in ordinal order.</summary>
    public required IReadOnlyList<GroupFairness> Groups { get; init; }

    /// <summary>Range of the selection rates.</summary>
    public required MetricValue DemographicParityDifference { get; init; }

    /// <summary>Smallest / largest selection rate, in [0, 1]; undefined where nobody is selected.</summary>
    public required MetricValue DemographicParityRatio { get; init; }

    /// <summary>Range of the true positive rates.</summary>
    public required MetricValue EqualOpportunityDifference { get; init; }

    /// <summary>The larger of the ranges of true and of false positive rates.</summary>
    public required MetricValue EqualizedOddsDifference { get; init; }

    /// <summary>Range of the precisions.</summary>
    public required MetricValue PredictiveParityDifference { get; init; }

    /// <summary>Range of the accuracies.</summary>
    public required MetricValue AccuracyDifference { get; init; }

    /// <summary>Range of the calibration biases, in [0, 2].</summary>
    public required MetricValue CalibrationDifference { get; init; }

    /// <summary>Selection rate of everyone not in the privileged group / that of the privileged group; at least 0.</summary>
    public required MetricValue DisparateImpact { get; init; }

    /// <summary>True if the ratio of selection rates is below <see cref="FourFifths"/>; small groups break it by chance.</summary>
    public required bool FourFifthsViolated { get; init; }

    /// <summary>
    /// Chi-square test that all groups are selected at one rate: whether the differences may be chance. Approximate where a
    /// group expects fewer than five selected.
    /// </summary>
    public required DriftResult SelectionTest { get; init; }

    /// <summary>Predictions of groups beyond the bound, in no figure.</summary>
    public required long OverflowPredictions { get; init; }
}
