using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <param name="Rows">So many of the columns' first rows count.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.BaselinePart")]
internal sealed record BaselinePart([property: Id(0)] ObservationColumn[] Columns, [property: Id(1)] int Rows);
