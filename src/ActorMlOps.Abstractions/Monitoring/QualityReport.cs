using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>Quality of the input data of a window.</summary>
/// <param name="Duplicates">Share of rows that repeat an earlier one of the window, 0 to 1.</param>
/// <param name="AgeSeconds">Age of the newest row of the window, as exactly as windows are kept.</param>
/// <param name="Reason">Why there is nothing, if so.</param>
[GenerateSerializer, Immutable, Alias("actormlops.QualityReport")]
public sealed record QualityReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] long ReferenceRows,
    [property: Id(4)] MetricValue Duplicates,
    [property: Id(5)] MetricValue AgeSeconds,
    [property: Id(6)] ColumnQuality[] Features,
    [property: Id(7)] string? Reason,
    [property: Id(8)] ReferenceOrigin? Origin = null);
