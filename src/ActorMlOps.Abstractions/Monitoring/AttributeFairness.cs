namespace ActorMlOps.Monitoring;

/// <summary>One sensitive column. Differences are largest minus smallest over the groups, 0 to 1.</summary>
/// <param name="Groups">By value, in ordinal order.</param>
/// <param name="Metrics">
/// From predictions: demographicParityDifference, demographicParityRatio, disparateImpact. Once labelled: equalOpportunityDifference,
/// equalizedOddsDifference, predictiveParityDifference, accuracyDifference, calibrationDifference.
/// </param>
/// <param name="FourFifthsViolated">Whether the smallest selection rate is below four fifths of the largest.</param>
/// <param name="Privileged">The group of the highest selection rate, with which disparateImpact compares the others; null: none.</param>
/// <param name="SelectionTest">Chi-square: whether the selection rates may differ by chance.</param>
/// <param name="SamplingBias">PSI of the column's values against the reference.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AttributeFairness")]
public sealed record AttributeFairness(
    [property: Id(0)] string Attribute,
    [property: Id(1)] GroupFairness[] Groups,
    [property: Id(2)] Dictionary<string, MetricValue> Metrics,
    [property: Id(3)] bool FourFifthsViolated,
    [property: Id(4)] string? Privileged,
    [property: Id(5)] DriftTest SelectionTest,
    [property: Id(6)] DriftTest? SamplingBias,
    [property: Id(7)] string? Reason);
