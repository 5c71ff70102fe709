namespace ActorMlOps.Monitoring;

/// <summary>Drift of the labels; exactly one of the two is set.</summary>
/// <param name="Column">Null: there is nothing to compare.</param>
/// <param name="Reason">Why not.</param>
[GenerateSerializer, Immutable, Alias("actormlops.LabelDrift")]
public sealed record LabelDrift([property: Id(0)] ColumnDriftReport? Column, [property: Id(1)] string? Reason);
