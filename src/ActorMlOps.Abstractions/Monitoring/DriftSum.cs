namespace ActorMlOps.Monitoring;

/// <summary>The counters of a window in one shard of a version.</summary>
/// <param name="Counters">Encoded; empty: there is no reference that they could be counted by.</param>
/// <param name="ProfileSha256">Of the whole reference.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftSum")]
public sealed record DriftSum([property: Id(0)] WindowInfo Window, [property: Id(1)] byte[] Counters, [property: Id(2)] string? ProfileSha256);
