namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of the probabilities that a model gives to each class.</summary>
/// <param name="Rows">Labelled rows.</param>
/// <param name="AucOneVsRestMacro">
/// Plain mean over classes of the area under the ROC curve of the class against all others, in [0, 1]. Classes without rows are
/// left out, with a reason.
/// </param>
/// <param name="AucOneVsOneMacro">Plain mean over pairs of classes (Hand and Till 2001), in [0, 1]; pairs without rows left out.</param>
/// <param name="LogLoss">Mean -ln of the probability of the actual class, clipped to [1e-15, 1 - 1e-15]; nats, at least 0.</param>
/// <param name="Brier">Mean over rows of the sum over classes of (probability - label)^2, in [0, 2] for probabilities.</param>
public sealed record ClassScoreMetrics(
    long Rows, MetricValue AucOneVsRestMacro, MetricValue AucOneVsOneMacro, MetricValue LogLoss, MetricValue Brier);
