using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Performance of all predictions of a window, labelled or not, as their calibrated scores promise it. It takes P(label | score) for unchanged:
/// it sees the predictions move, never the concept.
/// </summary>
/// <param name="Method">cbpe.</param>
/// <param name="Metrics">auc, accuracy, precision, recall, f1; low and high: where the realised value falls in 95 % of windows.</param>
/// <param name="Rows">Predictions that the estimate is of.</param>
/// <param name="CalibratedOn">Null in a series, which is calibrated as its window is, and where there is no estimate.</param>
/// <param name="Reason">Why there is none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceEstimate")]
public sealed record PerformanceEstimate(
    [property: Id(0)] string Method,
    [property: Id(1)] Dictionary<string, MetricValue> Metrics,
    [property: Id(2)] long Rows,
    [property: Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CalibrationBasis? CalibratedOn = null,
    [property: Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null);
