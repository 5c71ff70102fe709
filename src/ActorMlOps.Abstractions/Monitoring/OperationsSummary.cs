namespace ActorMlOps.Monitoring;

/// <summary>Requests, errors and latency of a stretch of time. Latencies are seconds; each quantile is within 4.5 % of the exact one.</summary>
/// <param name="Errors">Requests that the model failed.</param>
/// <param name="LatencyP50">Null if there were no requests.</param>
/// <param name="Shadow">Null if nothing ran as a shadow.</param>
[GenerateSerializer, Immutable, Alias("actormlops.OperationsSummary")]
public sealed record OperationsSummary(
    [property: Id(0)] DateTimeOffset? From,
    [property: Id(1)] DateTimeOffset? To,
    [property: Id(2)] long Rows,
    [property: Id(3)] long ShadowRows,
    [property: Id(4)] long Requests,
    [property: Id(5)] long Errors,
    [property: Id(6)] double? LatencyP50,
    [property: Id(7)] double? LatencyP99,
    [property: Id(8)] ShadowComparison? Shadow);
