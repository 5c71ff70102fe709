namespace ActorMlOps.Grains.Monitoring;

/// <summary>Where to find a timeline's segments: numbers First to Last, and perhaps one more.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelineHead")]
internal sealed record TimelineHead([property: Id(0)] long First, [property: Id(1)] long Last);
