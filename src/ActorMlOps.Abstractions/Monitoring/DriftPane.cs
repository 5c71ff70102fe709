namespace ActorMlOps.Monitoring;

/// <summary>Distribution part of a pane: encoded counters of the features, then of the predictions, by the reference profile.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.DriftPane")]
public sealed record DriftPane([property: Id(0)] PaneHeader Header, [property: Id(1)] byte[] Counters);
