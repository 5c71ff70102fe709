using Orleans.Concurrency;

namespace ActorMlOps.Monitoring;

/// <summary>
/// Intake of predictions made elsewhere: makes panes of them for the version's grains. Fed by HTTP and by the streams
/// <see cref="StreamNames.Features"/> and <see cref="StreamNames.Observations"/>.
/// Key: <see cref="VersionKey"/>.
/// Survives: which sequences of which producers were counted, of the 256 producers that sent last.
/// </summary>
[Alias("actormlops.IObservationGrain")]
public interface IObservationGrain : IGrainWithStringKey
{
    /// <summary>Answered after the rows are durable.</summary>
    [Alias("Observe")]
    Task<ObservationResult> Observe(ObservationBatch batch);

    /// <summary>How far the batches of a producer were taken.</summary>
    [Alias("Progress"), AlwaysInterleave]
    Task<StreamProgress> Progress(string producer);
}
