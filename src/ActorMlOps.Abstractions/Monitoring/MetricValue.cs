namespace ActorMlOps.Monitoring;

/// <summary>A metric with bounds that hold its exact value (equal when exact); undefined = null with a reason.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.MetricValue")]
public sealed record MetricValue(
    [property: Id(0)] double? Value,
    [property: Id(1)] double? Low,
    [property: Id(2)] double? High,
    [property: Id(3)] string? Reason = null,
    [property: Id(4)] double? Baseline = null)
{
    public static MetricValue Exact(double value) => new(value, value, value);

    public static MetricValue Undefined(string reason) => new(null, null, null, reason);
}
