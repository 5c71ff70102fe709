using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>Performance of a version on those predictions of a window whose labels have arrived.</summary>
/// <param name="Labelled">Predictions of the window that have a label.</param>
/// <param name="Predictions">Predictions of the window.</param>
/// <param name="PendingLabels">Labels of the model that wait for their prediction, for a day at most.</param>
/// <param name="Confusion">Rows: actual class, columns: predicted class, in the order of <paramref name="Classes"/>; null for regression.</param>
/// <param name="Segments">By value of the segment column, if one was asked for.</param>
/// <param name="Paired">By name of another version that answered the same rows.</param>
/// <param name="Custom">The version's own metrics, by name.</param>
/// <param name="Feedback">By value.</param>
/// <param name="UnmatchedLabels">
/// Labels of the model that no prediction was found for within a day, since it began: of ids that were never given, or that the ledger had
/// let go of.
/// </param>
/// <param name="Estimated">Of all predictions of the window, before their labels.</param>
/// <param name="WorstSlices">By all segment columns, the worst first, at most 50; null if the version has no segments.</param>
/// <param name="Reliability">The scores of a binary model in ten bins; empty otherwise, and where scores are no probabilities.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceReport")]
public sealed record PerformanceReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] TaskKind Task,
    [property: Id(3)] WindowInfo Window,
    [property: Id(4)] long Labelled,
    [property: Id(5)] long Predictions,
    [property: Id(6)] long PendingLabels,
    [property: Id(7)] Dictionary<string, MetricValue> Metrics,
    [property: Id(8)] string[] Classes,
    [property: Id(9)] long[][]? Confusion,
    [property: Id(10)] Dictionary<string, SegmentPerformance>? Segments,
    [property: Id(11)] Dictionary<string, PairedOutcomes> Paired,
    [property: Id(12)] PerformancePoint[] Series,
    [property: Id(13)] string? Reason,
    [property: Id(14)] Dictionary<string, CustomMetric> Custom,
    [property: Id(15)] Dictionary<string, FeedbackShare> Feedback,
    [property: Id(16)] long UnmatchedLabels,
    [property: Id(17)] PerformanceEstimate Estimated,
    [property: Id(18)] PerformanceSlice[]? WorstSlices,
    [property: Id(19)] ReliabilityPoint[] Reliability);
