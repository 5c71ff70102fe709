using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring;

/// <summary>One bucket of a performance series.</summary>
/// <param name="Estimated">Of all predictions of the bucket; null where none is made.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformancePoint")]
public sealed record PerformancePoint(
    [property: Id(0)] DateTimeOffset From,
    [property: Id(1)] DateTimeOffset To,
    [property: Id(2)] long Labelled,
    [property: Id(3)] Dictionary<string, MetricValue> Metrics,
    [property: Id(4)] Dictionary<string, CustomMetric> Custom,
    [property: Id(5)] Dictionary<string, FeedbackShare> Feedback,
    [property: Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PerformanceEstimate? Estimated = null);
