namespace ActorMlOps.Monitoring;

/// <summary>A value of a user's metric for one prediction.</summary>
/// <param name="Value">0 or 1 for a ratio.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MetricSample")]
public readonly record struct MetricSample([property: Id(0)] string Name, [property: Id(1)] double Value);
