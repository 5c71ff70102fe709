namespace ActorMlOps.Monitoring.Alerts;

/// <summary>A stretch of the fleet's feed.</summary>
/// <param name="Events">In the order of their ids; empty: nothing came in the time that was waited.</param>
/// <param name="Missed">Events after the wished id that are not kept any more.</param>
/// <param name="Last">Id of the newest event; 0: there was none yet.</param>
[GenerateSerializer, Immutable, Alias("actormlops.AlertFeed")]
public sealed record AlertFeed([property: Id(0)] AlertEvent[] Events, [property: Id(1)] long Missed, [property: Id(2)] long Last);
