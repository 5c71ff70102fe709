using System.Text.Json.Serialization;
using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>Quality of one feature. Rows = values + missing + NaN + infinities; type mismatches are among the missing.</summary>
/// <param name="Completeness">Share of rows with a value, 0 to 1.</param>
/// <param name="TypeMismatches">Values that are none of the feature's type, such as text for a number.</param>
/// <param name="Unseen">Values of a category that the reference does not have.</param>
/// <param name="OutOfRange">Values below the reference's least or above its largest.</param>
/// <param name="Moments">mean, variance, skewness, kurtosis (excess), min, max; of categories none.</param>
/// <param name="Quantiles">By name (p01 to p99); each lies in its bin of the reference. Of categories none.</param>
/// <param name="UnseenNames">The most frequent of the unseen categories, at most 16.</param>
/// <param name="ReferenceCompleteness">The same of the reference.</param>
/// <param name="ReferenceMoments">The same of the reference.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ColumnQuality")]
public sealed record ColumnQuality(
    [property: Id(0)] string Name,
    [property: Id(1)] FeatureKind Kind,
    [property: Id(2)] long Rows,
    [property: Id(3)] MetricValue Completeness,
    [property: Id(4)] long Missing,
    [property: Id(5), JsonPropertyName("nan")] long NaN,
    [property: Id(6)] long PositiveInfinity,
    [property: Id(7)] long NegativeInfinity,
    [property: Id(8)] long TypeMismatches,
    [property: Id(9)] long Unseen,
    [property: Id(10)] MetricValue OutOfRange,
    [property: Id(11)] Dictionary<string, MetricValue> Moments,
    [property: Id(12)] Dictionary<string, MetricValue> Quantiles,
    [property: Id(13)] UnseenName[] UnseenNames,
    [property: Id(14)] MetricValue ReferenceCompleteness,
    [property: Id(15)] Dictionary<string, MetricValue> ReferenceMoments);
