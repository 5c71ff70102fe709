namespace ActorMlOps.Monitoring;

/// <summary>The window that was really summed: it may be wider than asked for, since counters are only kept in hops.</summary>
/// <param name="From">Start of the first hop that holds rows; null if there are none.</param>
/// <param name="To">End of the last.</param>
/// <param name="FirstRow">Number of the first row counted since the version began; rows are numbered from 0.</param>
[GenerateSerializer, Immutable, Alias("actormlops.WindowInfo")]
public sealed record WindowInfo(
    [property: Id(0)] DateTimeOffset? From,
    [property: Id(1)] DateTimeOffset? To,
    [property: Id(2)] long Rows,
    [property: Id(3)] long? FirstRow);
