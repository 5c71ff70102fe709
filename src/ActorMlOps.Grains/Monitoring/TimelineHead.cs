namespace ActorMlOps.Grains.Monitoring;

/// <summary>Where to find a timeline's segments: numbers <see cref="First"/> to <see cref="Last"/>, and perhaps one more.</summary>
[GenerateSerializer, Alias("actormlops.state.TimelineHead")]
internal sealed class TimelineHead
{
    [Id(0)] public long First { get; set; }
    [Id(1)] public long Last { get; set; }
}
