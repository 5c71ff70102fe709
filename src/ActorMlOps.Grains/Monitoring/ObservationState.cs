namespace ActorMlOps.Grains.Monitoring;

[GenerateSerializer, Alias("actormlops.state.Observations")]
internal sealed class ObservationState
{
    /// <summary>Highest sequence counted, by producer.</summary>
    [Id(0)] public Dictionary<string, long> Producers { get; set; } = [];
}
