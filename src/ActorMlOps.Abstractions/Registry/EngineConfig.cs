namespace ActorMlOps.Registry;

/// <summary>How a version is run.</summary>
/// <param name="MaxBatch">Rows of several callers that may share one run, 1 to 4096; default 128.</param>
/// <param name="Queue">Rows that may wait, 1 to 1,000,000; default 10,000; beyond that callers are told to come back.</param>
/// <param name="Provider">What computes it; default: cpu.</param>
[GenerateSerializer, Immutable, Alias("actormlops.EngineConfig")]
public sealed record EngineConfig(
    [property: Id(0)] int? MaxBatch = null, [property: Id(1)] int? Queue = null, [property: Id(2)] EngineProvider? Provider = null);
