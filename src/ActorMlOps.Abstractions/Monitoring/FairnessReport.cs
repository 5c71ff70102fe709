namespace ActorMlOps.Monitoring;

/// <summary>How a version's predictions in a window treat the groups of each sensitive column.</summary>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
[GenerateSerializer, Immutable, Alias("actormlops.FairnessReport")]
public sealed record FairnessReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] long Labelled,
    [property: Id(4)] AttributeFairness[] Attributes,
    [property: Id(5)] string? Reason);
