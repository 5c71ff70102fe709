namespace ActorMlOps.Monitoring;

/// <summary>The estimate of a window, and of each bucket by its start (Unix seconds).</summary>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceEstimates")]
public sealed record PerformanceEstimates(
    [property: Id(0)] PerformanceEstimate Window,
    [property: Id(1)] Dictionary<long, PerformanceEstimate> Series);
