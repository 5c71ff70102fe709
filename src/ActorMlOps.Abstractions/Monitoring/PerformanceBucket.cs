namespace ActorMlOps.Monitoring;

/// <summary>Encoded counters of one bucket of a series in one label partition.</summary>
/// <param name="Counters">Of the version's task.</param>
/// <param name="Custom">Of custom metrics and feedback; empty: none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceBucket")]
public sealed record PerformanceBucket([property: Id(0)] byte[] Counters, [property: Id(1)] byte[] Custom);
