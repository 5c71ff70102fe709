namespace ActorMlOps.Monitoring;

/// <summary>Distribution part of a pane: encoded counters of the features, then of the predictions, by the reference profile.</summary>
/// <param name="Rows">Without a reference: rows as they are, that will become it; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftPane")]
public sealed record DriftPane(
    [property: Id(0)] PaneHeader Header, [property: Id(1)] byte[] Counters, [property: Id(2)] ObservationColumn[]? Rows = null);
