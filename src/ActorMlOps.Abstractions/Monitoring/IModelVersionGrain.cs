using ActorMlOps.Monitoring.Detection;
using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Operations of one version: gives every row its number, keeps windows of requests, errors and latency, and answers for performance.
/// Key: <see cref="VersionKey"/>.
/// Survives: every pane that was acknowledged as durable.
/// </summary>
[Alias("actormlops.IModelVersionGrain")]
public interface IModelVersionGrain : IGrainWithStringKey
{
    [Alias("Deliver")]
    Task<DeltaReceipt> Deliver(VersionDelta delta);

    /// <summary>A label partition tells that it has labelled rows of the version; within ten seconds detectors take them.</summary>
    [Alias("Labelled"), AlwaysInterleave]
    Task Labelled(int partition);

    /// <summary>All detectors of the version, after a look at what has come; beside them the dummies.</summary>
    [Alias("Detectors")]
    Task<DetectorsReport> Detectors();

    /// <summary>
    /// The rows of a window by count: the newest <paramref name="rows"/>, or those from number <paramref name="offset"/> on.
    /// </summary>
    [Alias("Resolve"), AlwaysInterleave]
    Task<WindowRange> Resolve(long rows, long? offset);

    /// <summary>
    /// Numbers of rows that are known by their place in a pane: exact while windows by count can tell the row from others of its block;
    /// else <see cref="PanePlace.Old"/> or <see cref="PanePlace.NotYet"/>.
    /// </summary>
    [Alias("Locate"), AlwaysInterleave]
    Task<long[]> Locate(PanePlace[] places);

    [Alias("Windows"), AlwaysInterleave]
    Task<WindowsReport> Windows(WindowRange range, TimeSpan? bucket);

    [Alias("Performance"), AlwaysInterleave]
    Task<PerformanceReport> Performance(WindowRange range, string? segment, TimeSpan? bucket);

    [Alias("Fairness"), AlwaysInterleave]
    Task<FairnessReport> Fairness(WindowRange range);
}
