namespace ActorMlOps.Monitoring;

/// <summary>What changed against the reference in a window.</summary>
/// <param name="Prediction">The predictions themselves: class, score or value.</param>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftReport")]
public sealed record DriftReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] long ReferenceRows,
    [property: Id(4)] ColumnDriftReport[] Features,
    [property: Id(5)] ColumnDriftReport[] Prediction,
    [property: Id(6)] DatasetDrift Dataset,
    [property: Id(7)] string? Reason);
