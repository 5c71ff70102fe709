using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Fairness;

/// <summary>Figures of one group; rates in [0, 1] with Wilson intervals.</summary>
/// <param name="Group">Value of the sensitive attribute; "" where it is missing.</param>
/// <param name="Predictions">Rows predicted.</param>
/// <param name="LabelledRows">Rows whose label is in.</param>
/// <param name="SelectionRate">Share predicted positive.</param>
/// <param name="TruePositiveRate">Share of the positives predicted positive.</param>
/// <param name="FalsePositiveRate">Share of the negatives predicted positive.</param>
/// <param name="Precision">Share of those predicted positive that are.</param>
/// <param name="Accuracy">Share of labelled rows predicted as they are.</param>
/// <param name="Auc">Area under the ROC curve within the group.</param>
/// <param name="CalibrationError">Expected calibration error over ten bins within the group, 0 to 1.</param>
/// <param name="CalibrationBias">Mean score minus positive rate, -1 to 1: above 0 the group's scores promise too much.</param>
/// <param name="Reliability">The group's reliability curve; empty where the scores are no probabilities.</param>
public sealed record GroupFairness(
    string Group,
    long Predictions,
    long LabelledRows,
    ConfidenceInterval SelectionRate,
    ConfidenceInterval TruePositiveRate,
    ConfidenceInterval FalsePositiveRate,
    ConfidenceInterval Precision,
    ConfidenceInterval Accuracy,
    MetricValue Auc,
    MetricValue CalibrationError,
    MetricValue CalibrationBias,
    IReadOnlyList<ReliabilityBin> Reliability);
