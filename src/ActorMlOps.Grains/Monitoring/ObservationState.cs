namespace ActorMlOps.Grains.Monitoring;

[GenerateSerializer, Alias("actormlops.state.Observations")]
internal sealed class ObservationState
{
    /// <summary>Highest sequence counted, by producer, as it was kept before there were marks.</summary>
    [Id(0)] public Dictionary<string, long> Producers { get; set; } = [];

    [Id(1)] public Dictionary<string, ProducerMark> Marks { get; set; } = [];
}
