namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// A stretch of a timeline: counters of the rows [FirstRow, FirstRow + Rows), all predicted within [Hop, Hop + HopSeconds).
/// </summary>
/// <param name="Hop">Unix seconds, a multiple of <paramref name="HopSeconds"/>.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.WindowCell`1")]
internal sealed record WindowCell<T>(
    [property: Id(0)] long Hop,
    [property: Id(1)] int HopSeconds,
    [property: Id(2)] long FirstRow,
    [property: Id(3)] long Rows,
    [property: Id(4)] T Value);
