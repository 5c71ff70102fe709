using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;
using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Distributions of one version's features and predictions, compared with its reference. The features of a wide version are spread over
/// shards; the first one has the predictions, and answers for all.
/// Key: <see cref="DriftShardKey"/>.
/// Survives: every pane that was acknowledged; the others come again from their silos, unless those die as well.
/// </summary>
[Alias("actormlops.IDriftGrain")]
public interface IDriftGrain : IGrainWithStringKey
{
    /// <summary>Counts panes once, durably, each by the profile that is in force; those of another one are passed over.</summary>
    [Alias("Deliver")]
    Task<DeltaReceipt> Deliver(DriftDelta delta);

    /// <summary>Detectors on the columns that are counted here, after a look at what has come.</summary>
    [Alias("Detectors")]
    Task<DetectorsReport> Detectors();

    /// <param name="range">The window.</param>
    /// <param name="methods">Names of tests; null: as the version's config has it.</param>
    /// <param name="mode">Null: as the version's config has it.</param>
    [Alias("Report"), AlwaysInterleave]
    Task<DriftReport> Report(WindowRange range, string[]? methods, DriftPreset? mode = null);

    /// <summary>What this shard has counted in a window.</summary>
    [Alias("Sum"), AlwaysInterleave]
    Task<DriftSum> Sum(WindowRange range);

    [Alias("Quality"), AlwaysInterleave]
    Task<QualityReport> Quality(WindowRange range);

    /// <param name="feature">Name of a feature of the version.</param>
    /// <param name="bins">Most bins of a numeric one, 2 to 1,000.</param>
    [Alias("Distribution"), AlwaysInterleave]
    Task<DistributionReport> Distribution(WindowRange range, string feature, int bins);

    [Alias("Groups"), AlwaysInterleave]
    Task<GroupShare> Groups(WindowRange range);

    /// <summary>A reference of what was counted in a window, in the artifact store; null: nothing was counted.</summary>
    [Alias("MakeReference"), AlwaysInterleave]
    Task<MadeReference?> MakeReference(WindowRange range);

    /// <summary>The version's settings or reference have changed.</summary>
    [Alias("Refresh"), AlwaysInterleave]
    Task Refresh();

    /// <summary>Performance of a binary version's predictions as their scores promise it.</summary>
    /// <param name="range">The window.</param>
    /// <param name="bucketSeconds">Width of the buckets of a series; null: none.</param>
    /// <param name="recent">Encoded counters of labelled rows before the window; empty: none.</param>
    [Alias("Estimate"), AlwaysInterleave]
    Task<PerformanceEstimates> Estimate(WindowRange range, int? bucketSeconds, byte[] recent);
}
