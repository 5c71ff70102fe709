namespace ActorMlOps.Monitoring;

/// <param name="Group">Value of the column; "other" for those that the reference does not have.</param>
/// <param name="Metrics">selectionRate; once labelled truePositiveRate, falsePositiveRate, precision, accuracy, auc, calibrationError, calibrationBias.</param>
[GenerateSerializer, Immutable, Alias("actormlops.GroupFairness")]
public sealed record GroupFairness(
    [property: Id(0)] string Group,
    [property: Id(1)] long Predictions,
    [property: Id(2)] long Labelled,
    [property: Id(3)] Dictionary<string, MetricValue> Metrics);
