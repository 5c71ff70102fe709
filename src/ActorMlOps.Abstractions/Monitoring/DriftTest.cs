namespace ActorMlOps.Monitoring;

/// <summary>One test of one column; the exact value lies in [Low, High]; undefined = null with a reason.</summary>
/// <param name="Method">psi, psi-ties, ks, chi2.</param>
/// <param name="ThresholdOf">What the threshold comes from: band, sampleSize, alpha, user.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftTest")]
public sealed record DriftTest(
    [property: Id(0)] string Method,
    [property: Id(1)] double? Value,
    [property: Id(2)] double? Low,
    [property: Id(3)] double? High,
    [property: Id(4)] double? PValue,
    [property: Id(5)] double? AdjustedPValue,
    [property: Id(6)] double? Threshold,
    [property: Id(7)] string ThresholdOf,
    [property: Id(8)] bool Drifted,
    [property: Id(9)] string? Reason);
