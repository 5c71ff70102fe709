namespace ActorMlOps.Registry;

/// <summary>A reference that was made of observed rows.</summary>
/// <param name="ProfileSha256">Hex; address of the profile in the artifact store.</param>
/// <param name="Outliers">Null: its rows are not known one by one.</param>
/// <param name="DetailsSha256">Hex; address of its sampled rows and chunks; null: it has none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MadeReference")]
public sealed record MadeReference(
    [property: Id(0)] string ProfileSha256,
    [property: Id(1)] string? DetailsSha256,
    [property: Id(2)] long Rows,
    [property: Id(3)] string[][] SegmentValues,
    [property: Id(4)] ReferenceOrigin Origin,
    [property: Id(5)] OutlierRule? Outliers = null);
