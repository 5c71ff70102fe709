namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>A place in a timeline in the order in which it counted: before the cell of that index in that segment.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.state.TimelinePosition")]
internal readonly record struct TimelinePosition([property: Id(0)] long Segment, [property: Id(1)] int Cell);
