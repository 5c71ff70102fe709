using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// One delivery to a timeline, with all that its counting depended on: counted again on what was before, it makes the same cells.
/// </summary>
/// <param name="Number">From 0, without gaps.</param>
/// <param name="At">When it was counted, Unix milliseconds.</param>
/// <param name="FirstRows">Numbers given to the first rows of all panes of the delivery, those counted before included.</param>
/// <param name="Panes">Headers of those that are new, which are the last of the delivery. None: the cells have been stored since.</param>
/// <param name="Values">Their counters.</param>
/// <param name="Profile">Which profile they were counted by; "" where none applies.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelineEntry`1")]
internal sealed record TimelineEntry<T>(
    [property: Id(0)] long Number,
    [property: Id(1)] Guid Sender,
    [property: Id(2)] long At,
    [property: Id(3)] long[] FirstRows,
    [property: Id(4)] PaneHeader[] Panes,
    [property: Id(5)] T[] Values,
    [property: Id(6)] string Profile);
