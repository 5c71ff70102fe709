namespace ActorMlOps.Monitoring;

/// <summary>A metric minus the same of the baseline, with its 95 % confidence interval (MOVER: the two intervals combined).</summary>
/// <param name="Low">Null where either side has no interval.</param>
/// <param name="PValue">Two-sided, of no difference; below 0.05 exactly where the interval leaves 0 out.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MetricDifference")]
public sealed record MetricDifference(
    [property: Id(0)] double? Value,
    [property: Id(1)] double? Low,
    [property: Id(2)] double? High,
    [property: Id(3)] double? PValue);
