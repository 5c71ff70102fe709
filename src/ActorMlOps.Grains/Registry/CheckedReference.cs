using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <summary>What a reference became.</summary>
/// <param name="ProfileSha256">Null: there is nothing to compare with it.</param>
/// <param name="Baseline">Performance on its own labels.</param>
/// <param name="Errors">Every reason why it is no good; then nothing else means anything.</param>
internal sealed record CheckedReference(
    string? ProfileSha256,
    string? DetailsSha256,
    string? BaselineSha256,
    string[][] SegmentValues,
    long Rows,
    Dictionary<string, MetricValue> Baseline,
    string[] Warnings,
    IReadOnlyList<string> Errors,
    OutlierRule? Outliers = null)
{
    public static CheckedReference Refused(params IReadOnlyList<string> errors) => new(null, null, null, [], 0, [], [], errors);
}
