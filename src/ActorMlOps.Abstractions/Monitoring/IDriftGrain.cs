using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Distributions of one version's features and predictions, compared with its reference.
/// Key: <see cref="VersionKey"/>.
/// Survives: every pane that was acknowledged; the others come again from their silos, unless those die as well.
/// </summary>
[Alias("actormlops.IDriftGrain")]
public interface IDriftGrain : IGrainWithStringKey
{
    /// <summary>Counts panes once, durably, each by the profile that is in force; those of another one are passed over.</summary>
    [Alias("Deliver")]
    Task<DeltaReceipt> Deliver(DriftDelta delta);

    /// <param name="range">The window.</param>
    /// <param name="methods">Names of tests; null: the default ones of each kind of column.</param>
    [Alias("Report"), AlwaysInterleave]
    Task<DriftReport> Report(WindowRange range, string[]? methods);

    /// <summary>Performance of a binary version's predictions as their scores promise it.</summary>
    /// <param name="range">The window.</param>
    /// <param name="bucketSeconds">Width of the buckets of a series; null: none.</param>
    /// <param name="recent">Encoded counters of labelled rows before the window; empty: none.</param>
    [Alias("Estimate"), AlwaysInterleave]
    Task<PerformanceEstimates> Estimate(WindowRange range, int? bucketSeconds, byte[] recent);
}
