using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Distributions of one version's features and predictions, compared with its reference.
/// Key: <see cref="VersionKey"/>.
/// Survives: every pane that was acknowledged as durable.
/// </summary>
[Alias("actormlops.IDriftGrain")]
public interface IDriftGrain : IGrainWithStringKey
{
    [Alias("Deliver")]
    Task<DeltaReceipt> Deliver(DriftDelta delta);

    /// <param name="range">The window.</param>
    /// <param name="methods">Names of tests; null: the default ones of each kind of column.</param>
    [Alias("Report"), AlwaysInterleave]
    Task<DriftReport> Report(WindowRange range, string[]? methods);
}
