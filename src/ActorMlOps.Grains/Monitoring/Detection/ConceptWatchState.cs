namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>A <see cref="ConceptWatch"/> as it is stored.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.ConceptWatch")]
internal sealed record ConceptWatchState(
    [property: Id(0)] string Setup,
    [property: Id(1)] Dictionary<long, long[]> Fed,
    [property: Id(2)] long Steps,
    [property: Id(3)] WatchedState Cells,
    [property: Id(4)] SequenceWatch[] Sequences);
