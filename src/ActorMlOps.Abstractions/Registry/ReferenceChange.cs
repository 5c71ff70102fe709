using ActorMlOps.Monitoring;

namespace ActorMlOps.Registry;

/// <summary>Command: compare a version with another reference. Exactly one of file and window is set.</summary>
/// <param name="FileSha256">CSV or Parquet in the artifact store.</param>
/// <param name="Window">A window of the past.</param>
/// <param name="WindowOf">Version whose window it is; null: the version itself.</param>
/// <param name="IfRevision">Refuse unless the version still has this revision; null: whatever it has.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ReferenceChange")]
public sealed record ReferenceChange(
    [property: Id(0)] string Version,
    [property: Id(1)] string By,
    [property: Id(2)] string? FileSha256 = null,
    [property: Id(3)] WindowRange? Window = null,
    [property: Id(4)] string? WindowOf = null,
    [property: Id(5)] int? IfRevision = null);
