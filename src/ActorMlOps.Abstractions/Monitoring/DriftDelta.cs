namespace ActorMlOps.Monitoring;

/// <summary>Panes of one silo instance, in sequence, all counted by the same profile.</summary>
/// <param name="ProfileSha256">Empty: there is no reference, and the panes hold rows that become it.</param>
/// <param name="Panes">At least one.</param>
/// <param name="Revision">Of the sender's specification.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DriftDelta")]
public sealed record DriftDelta(
    [property: Id(0)] Guid SiloInstance,
    [property: Id(1)] string ProfileSha256,
    [property: Id(2)] DriftPane[] Panes,
    [property: Id(5)] int Revision = 0);
