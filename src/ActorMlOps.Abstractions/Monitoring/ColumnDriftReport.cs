using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>Drift of one column. Rows = values + missing + not finite.</summary>
/// <param name="Unseen">Values of a category that the reference does not have.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ColumnDriftReport")]
public sealed record ColumnDriftReport(
    [property: Id(0)] string Name,
    [property: Id(1)] FeatureKind Kind,
    [property: Id(2)] long Rows,
    [property: Id(3)] long Missing,
    [property: Id(4)] long NotFinite,
    [property: Id(5)] long Unseen,
    [property: Id(6)] double? Mean,
    [property: Id(7)] double? ReferenceMean,
    [property: Id(8)] bool Drifted,
    [property: Id(9)] DriftTest[] Tests);
