using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>What changed against the reference in a window.</summary>
/// <param name="Prediction">The predictions themselves: class, score or value.</param>
/// <param name="Reason">Why there is nothing to compare, if so.</param>
/// <param name="Mode">Whose tests and thresholds these are.</param>
/// <param name="Label">The labels that have arrived for the window against those of the reference.</param>
/// <param name="Multivariate">Tests of whole rows.</param>
/// <param name="Origin">Where the reference came from; null: from a file, or there is none.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftReport")]
public sealed record DriftReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] long ReferenceRows,
    [property: Id(4)] ColumnDriftReport[] Features,
    [property: Id(5)] ColumnDriftReport[] Prediction,
    [property: Id(6)] DatasetDrift Dataset,
    [property: Id(7)] string? Reason,
    [property: Id(8)] DriftPreset Mode = DriftPreset.Default,
    [property: Id(9)] LabelDrift? Label = null,
    [property: Id(10)] MultivariateDrift[]? Multivariate = null,
    [property: Id(11)] ReferenceOrigin? Origin = null);
