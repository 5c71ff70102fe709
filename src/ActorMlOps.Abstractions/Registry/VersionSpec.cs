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
    [property: Id(13)] string? BaselineSha256 = null)
{
    public LabelRules LabelRules => Labels ?? LabelRules.Default;

    public CustomMetricConfig[] CustomMetrics => Metrics ?? [];
}
