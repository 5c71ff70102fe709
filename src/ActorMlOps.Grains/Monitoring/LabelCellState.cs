using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

[GenerateSerializer, Immutable, Alias("actormlops.state.LabelCell")]
internal sealed record LabelCellState(
    [property: Id(0)] int Version,
    [property: Id(1)] long Block,
    [property: Id(2)] long Hop,
    [property: Id(3)] Dictionary<int, byte[]> Groups,
    [property: Id(4)] Dictionary<string, PairedOutcomes> Paired,
    [property: Id(5)] long FirstRow,
    [property: Id(6)] long EndRow,
    [property: Id(7)] Dictionary<int, byte[]>? Custom = null);
