using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>One feature's distribution in the reference and in a window, by the same bins.</summary>
/// <param name="Reason">Why there is nothing, if so.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DistributionReport")]
public sealed record DistributionReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] string Feature,
    [property: Id(3)] FeatureKind Kind,
    [property: Id(4)] WindowInfo Window,
    [property: Id(5)] long ReferenceRows,
    [property: Id(6)] DistributionBin[] Bins,
    [property: Id(7)] string? Reason);
