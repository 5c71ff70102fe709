namespace ActorMlOps.Monitoring;

/// <summary>How a metric moves over the buckets of a series: weighted least squares, each bucket by its own interval.</summary>
/// <param name="SlopePerHour">Null with fewer than three buckets that have an interval.</param>
/// <param name="Low">Lower end of the slope's 95 % confidence interval, widened where buckets scatter by more than their own error.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of a slope of 0.</param>
/// <param name="Buckets">Buckets that count.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MetricTrend")]
public sealed record MetricTrend(
    [property: Id(0)] double? SlopePerHour,
    [property: Id(1)] double? Low,
    [property: Id(2)] double? High,
    [property: Id(3)] double? PValue,
    [property: Id(4)] int Buckets);
