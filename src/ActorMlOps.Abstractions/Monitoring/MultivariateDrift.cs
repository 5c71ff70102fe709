namespace ActorMlOps.Monitoring;

/// <summary>A test of whole rows, sampled on both sides; undefined = null with a reason.</summary>
/// <param name="Method">pca-reconstruction (value: mean reconstruction error) or domain-classifier (value: area under the ROC curve).</param>
/// <param name="Value">Of the window's rows.</param>
/// <param name="Low">95 % interval of the area; for a reconstruction error, which is that of the sample, the value itself.</param>
/// <param name="Baseline">The same figure where nothing drifts.</param>
/// <param name="ThresholdLow">A value below it has drifted; null: none does.</param>
/// <param name="Threshold">A value above it (of the area: a low end above it) has drifted.</param>
/// <param name="Rows">Rows of the window that were sampled.</param>
/// <param name="ReferenceRows">Rows of the reference that were sampled.</param>
/// <param name="Importance">Share of each column in telling the sides apart, the largest first; of the classifier only.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MultivariateDrift")]
public sealed record MultivariateDrift(
    [property: Id(0)] string Method,
    [property: Id(1)] double? Value,
    [property: Id(2)] double? Low,
    [property: Id(3)] double? High,
    [property: Id(4)] double? Baseline,
    [property: Id(5)] double? ThresholdLow,
    [property: Id(6)] double? Threshold,
    [property: Id(7)] string ThresholdOf,
    [property: Id(8)] bool Drifted,
    [property: Id(9)] int Rows,
    [property: Id(10)] int ReferenceRows,
    [property: Id(11)] string[] Columns,
    [property: Id(12)] ColumnShare[] Importance,
    [property: Id(13)] string? Reason);
