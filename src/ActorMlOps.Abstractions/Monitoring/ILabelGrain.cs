using ActorMlOps.Monitoring.Detection;
using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// One partition of a model's label ledger: joins labels with predictions and keeps the performance windows.
/// Key: <see cref="LabelPartitionKey"/>.
/// Survives: every acknowledged label, and every ledger delta up to the durable sequence.
/// </summary>
[Alias("actormlops.ILabelGrain")]
public interface ILabelGrain : IGrainWithStringKey
{
    /// <summary>Groups of all segment columns at once.</summary>
    const string EverySegment = "*";

    [Alias("Track")]
    Task<DeltaReceipt> Track(LedgerDelta delta);

    /// <summary>All labelled rows of a version that are kept in windows, for the detectors on them.</summary>
    /// <param name="seen">Stamp of the last answer; -1: there was none.</param>
    [Alias("Concept"), AlwaysInterleave]
    Task<ConceptShare> Concept(string version, long seen);

    /// <summary>Answered after the labels are durable.</summary>
    [Alias("Label")]
    Task<LabelAnswer> Label(PartitionLabel[] labels);

    /// <summary>This partition's share of a version's performance window.</summary>
    /// <param name="segment">
    /// Null: all rows; the number of a segment column: by its values' codes; <see cref="EverySegment"/>: by column * 256 + code.
    /// </param>
    [Alias("Performance"), AlwaysInterleave]
    Task<PerformanceShare> Performance(string version, WindowRange range, string? segment);

    /// <summary>
    /// Rows of the same window by the class of their label, 0 and 1 in the order of the version's classes; of a binary version. For whoever needs no
    /// scores: those are nearly all of <see cref="Performance"/>.
    /// </summary>
    [Alias("Labels"), AlwaysInterleave]
    Task<long[]> Labels(string version, WindowRange range);

    /// <summary>
    /// The same window as a series: encoded counters by the start (Unix seconds) of the bucket in which each kept cell begins.
    /// The buckets add up to the window.
    /// </summary>
    [Alias("Series"), AlwaysInterleave]
    Task<Dictionary<long, PerformanceBucket>> Series(string version, WindowRange range, int bucketSeconds);

    /// <summary>A version's settings have changed: its segments, metrics and label rules are read anew.</summary>
    [Alias("Refresh")]
    Task Refresh(string version);
}
