namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>The detectors of a version's columns (of one shard) as they are stored.</summary>
/// <param name="Setup">See <see cref="WatchSetup"/>; with another one they begin anew.</param>
/// <param name="At">Up to here the timeline was bet on.</param>
/// <param name="Newest">The newest hop that was.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.DriftWatch")]
internal sealed record DriftWatchState(
    [property: Id(0)] string Setup,
    [property: Id(1)] TimelinePosition At,
    [property: Id(2)] long Newest,
    [property: Id(3)] WatchedState[] Columns);
