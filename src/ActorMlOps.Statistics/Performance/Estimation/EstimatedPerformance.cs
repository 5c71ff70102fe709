namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>
/// Performance of unlabelled predictions as the calibrated scores promise it. It assumes that P(y | score) is unchanged since the
/// calibration: it sees the rows move, never the concept. Where that may change, only labels tell.
/// </summary>
/// <param name="Rows">Predictions.</param>
/// <param name="TruePositives">Expected count; null if undefined.</param>
/// <param name="FalsePositives">Expected count; null if undefined.</param>
/// <param name="TrueNegatives">Expected count; null if undefined.</param>
/// <param name="FalseNegatives">Expected count; null if undefined.</param>
/// <param name="Accuracy">Expected share predicted as they are.</param>
/// <param name="Precision">Expected true positives / predicted positives.</param>
/// <param name="Recall">Expected true positives / expected positives.</param>
/// <param name="F1">2 TP / (2 TP + FP + FN) of the expected counts.</param>
/// <param name="Auc">Expected area under the ROC curve, ties half.</param>
/// <remarks>Each interval is where the realised value should fall, had the labels come, at its level.</remarks>
public sealed record EstimatedPerformance(
    long Rows,
    double? TruePositives,
    double? FalsePositives,
    double? TrueNegatives,
    double? FalseNegatives,
    ConfidenceInterval Accuracy,
    ConfidenceInterval Precision,
    ConfidenceInterval Recall,
    ConfidenceInterval F1,
    ConfidenceInterval Auc);
