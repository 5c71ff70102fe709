namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Panes of one sender and where their rows were numbered: either one pane, whose rows are numbered from <paramref name="FirstRow"/> on,
/// or several that lie in the block of <paramref name="FirstRow"/>, so that windows can't tell their rows apart.
/// </summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.PaneRun")]
internal readonly record struct PaneRun(
    [property: Id(0)] uint Sender,
    [property: Id(1)] long From,
    [property: Id(2)] long To,
    [property: Id(3)] long FirstRow);
