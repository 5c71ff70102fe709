namespace ActorMlOps.Monitoring;

/// <summary>Drifted if at least <paramref name="Threshold"/> of the features are.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.DatasetDrift")]
public sealed record DatasetDrift([property: Id(0)] bool Drifted, [property: Id(1)] double? DriftedShare, [property: Id(2)] double Threshold);
