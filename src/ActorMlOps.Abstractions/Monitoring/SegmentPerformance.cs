namespace ActorMlOps.Monitoring;

/// <summary>Performance of the rows with one value of the segment column.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.SegmentPerformance")]
public sealed record SegmentPerformance(
    [property: Id(0)] long Labelled,
    [property: Id(1)] Dictionary<string, MetricValue> Metrics,
    [property: Id(2)] Dictionary<string, CustomMetric> Custom,
    [property: Id(3)] Dictionary<string, FeedbackShare> Feedback);
