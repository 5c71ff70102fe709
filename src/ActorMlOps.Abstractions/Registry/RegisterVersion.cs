namespace ActorMlOps.Registry;

/// <summary>Command: make a version of files that are in the artifact store already.</summary>
/// <param name="ReferenceSha256">Null: no reference.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RegisterVersion")]
public sealed record RegisterVersion(
    [property: Id(0)] string Version,
    [property: Id(1)] string ModelSha256,
    [property: Id(2)] string? ReferenceSha256,
    [property: Id(3)] VersionConfig Config);
