using ActorMlOps.Serving;

namespace ActorMlOps.Registry;

/// <summary>All that a silo must know to run and watch a version. Immutable, except that a new reference gives a new profile.</summary>
/// <param name="ModelSha256">Hex; address of the model file in the artifact store.</param>
/// <param name="ProfileSha256">Hex; address of the reference profile; null: no reference yet.</param>
/// <param name="Segments">Features by whose values performance is kept, the sensitive ones first.</param>
/// <param name="LabelPartitions">Partitions of the model's label ledger; fixed when the model is made.</param>
/// <param name="ModelNumber">The model's number in the fleet, from 1, never given again. 0: a version of before there were receipts.</param>
/// <param name="Number">The version's number in its model, from 1 to 65,535, never given again. 0: as above.</param>
/// <param name="Labels">Null: a version of before there were rules, which has the default ones.</param>
/// <param name="Metrics">Metrics of the user's; null: none.</param>
/// <param name="BaselineSha256">Hex; address of the performance counters of the reference; null: it has no labels, or is of before they were kept.</param>
/// <param name="Drift">Null: everything by default.</param>
/// <param name="Windows">Null: everything by default.</param>
/// <param name="Sensitive">Those of the segments whose groups are compared; null: none.</param>
/// <param name="SegmentValues">
/// By segment, its values in the order of their codes, from 1. A value keeps its code whatever the reference. Null: of before they were kept, those of
/// the profile.
/// </param>
/// <param name="Revision">Raised by every change of monitoring or reference.</param>
/// <param name="DetailsSha256">Hex; address of the sampled rows and the chunks of the reference; null: it has none.</param>
/// <param name="BaselineRows">So many observed rows become the reference if there is none; 0: none do.</param>
/// <param name="Origin">Where the reference came from; null: from the file it was registered with, or there is none.</param>
/// <param name="Detectors">Null: everything by default.</param>
/// <param name="Outliers">Null: there is no reference, or one of before outliers were counted.</param>
[GenerateSerializer, Immutable, Alias("actormlops.VersionSpec")]
public sealed record VersionSpec(
    [property: Id(0)] VersionKey Key,
    [property: Id(1)] string ModelSha256,
    [property: Id(2)] ModelSignature Signature,
    [property: Id(3)] FeatureSpec[] Features,
    [property: Id(4)] OutputSpec Output,
    [property: Id(5)] string? ProfileSha256,
    [property: Id(6)] string[] Segments,
    [property: Id(7)] int LabelPartitions,
    [property: Id(8)] EngineConfig Engine,
    [property: Id(9)] int ModelNumber = 0,
    [property: Id(10)] int Number = 0,
    [property: Id(11)] LabelRules? Labels = null,
    [property: Id(12)] CustomMetricConfig[]? Metrics = null,
    [property: Id(13)] string? BaselineSha256 = null,
    [property: Id(14)] DriftConfig? Drift = null,
    [property: Id(15)] WindowsConfig? Windows = null,
    [property: Id(16)] string[]? Sensitive = null,
    [property: Id(17)] string[][]? SegmentValues = null,
    [property: Id(18)] int Revision = 0,
    [property: Id(19)] string? DetailsSha256 = null,
    [property: Id(20)] int BaselineRows = 0,
    [property: Id(21)] ReferenceOrigin? Origin = null,
    [property: Id(30)] DetectorsConfig? Detectors = null,
    [property: Id(31)] OutlierRule? Outliers = null)
{
    public LabelRules LabelRules => Labels ?? LabelRules.Default;

    public CustomMetricConfig[] CustomMetrics => Metrics ?? [];

    /// <summary>Whether the first rows that are observed are kept as they are, to become the reference.</summary>
    public bool CollectsBaseline => ProfileSha256 is null && BaselineRows > 0 && Features.Length > 0;
}
