namespace ActorMlOps.Monitoring;

/// <summary>
/// A window by time, [From, To), or by count: rows [FirstRow, FirstRow + Rows) in the order in which the cluster counted them.
/// Exactly one of the two is set.
/// </summary>
[GenerateSerializer, Immutable, Alias("actormlops.WindowRange")]
public sealed record WindowRange(
    [property: Id(0)] DateTimeOffset? From,
    [property: Id(1)] DateTimeOffset? To,
    [property: Id(2)] long? FirstRow,
    [property: Id(3)] long? Rows)
{
    public static WindowRange Time(DateTimeOffset from, DateTimeOffset to) => new(from, to, null, null);

    public static WindowRange Count(long firstRow, long rows) => new(null, null, firstRow, rows);
}
