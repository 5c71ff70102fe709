namespace ActorMlOps.Monitoring;

/// <param name="Share">0 to 1.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ColumnShare")]
public sealed record ColumnShare([property: Id(0)] string Column, [property: Id(1)] double Share);
