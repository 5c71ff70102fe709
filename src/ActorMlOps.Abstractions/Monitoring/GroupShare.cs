namespace ActorMlOps.Monitoring;

/// <summary>Predictions of a window by the values of the segment columns.</summary>
/// <param name="Counts">Encoded: by segment * 512 + code of its value * 2, + 1 for those predicted positive.</param>
/// <param name="SamplingBias">By sensitive column: PSI of its values against the reference.</param>
/// <param name="Reason">Why there is nothing, if so.</param>
[GenerateSerializer, Immutable, Alias("actormlops.GroupShare")]
public sealed record GroupShare(
    [property: Id(0)] WindowInfo Window,
    [property: Id(1)] byte[] Counts,
    [property: Id(2)] Dictionary<string, DriftTest> SamplingBias,
    [property: Id(3)] string? Reason);
