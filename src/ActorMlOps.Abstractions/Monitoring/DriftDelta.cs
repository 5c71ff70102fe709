namespace ActorMlOps.Monitoring;

/// <summary>Panes of one silo instance, in sequence, all counted by the same profile.</summary>
/// <param name="Panes">May be none: then the sender asks how far what it sent before is stored.</param>
/// <param name="Held">Sequence of the last pane before these that the sender takes for counted and still has; 0: none.</param>
/// <param name="Flush">Whether the answer waits until everything is stored.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftDelta")]
public sealed record DriftDelta(
    [property: Id(0)] Guid SiloInstance,
    [property: Id(1)] string ProfileSha256,
    [property: Id(2)] DriftPane[] Panes,
    [property: Id(3)] long Held = 0,
    [property: Id(4)] bool Flush = true);
