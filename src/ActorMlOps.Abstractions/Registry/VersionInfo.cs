using ActorMlOps.Monitoring;

namespace ActorMlOps.Registry;

/// <summary>A version as the registry shows it.</summary>
/// <param name="ReferenceRows">Rows of the reference; 0: none.</param>
/// <param name="Baseline">Performance on the reference, by metric; empty without a label column.</param>
/// <param name="Warnings">What was noticed at registration and is worth a look, such as columns of the reference that are not compared.</param>
[GenerateSerializer, Immutable, Alias("actormlops.VersionInfo")]
public sealed record VersionInfo(
    [property: Id(0)] VersionSpec Spec,
    [property: Id(1)] VersionConfig Config,
    [property: Id(2)] string? ReferenceSha256,
    [property: Id(3)] long ReferenceRows,
    [property: Id(4)] long ModelBytes,
    [property: Id(5)] DateTimeOffset RegisteredAt,
    [property: Id(6)] Dictionary<string, MetricValue> Baseline,
    [property: Id(7)] string[] Warnings);
