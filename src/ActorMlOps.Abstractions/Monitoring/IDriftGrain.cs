using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Distributions of one version's features and predictions, compared with its reference.
/// Key: <see cref="VersionKey"/>.
/// Survives: every pane that was acknowledged as durable; the others come again from their silos, unless those die as well.
/// </summary>
[Alias("actormlops.IDriftGrain")]
public interface IDriftGrain : IGrainWithStringKey
{
    /// <summary>
    /// Counted at once, stored behind: the sender keeps its panes until the receipt says that they are durable. A receipt whose applied
    /// sequence is below what was delivered before asks for the panes after it: a crash had taken them.
    /// </summary>
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
