namespace ActorMlOps.Monitoring;

/// <summary>Predictions of one version whose ids fall to one label partition.</summary>
/// <param name="Sequence">From 1, per silo instance and partition; deltas arrive in order, a repeated one is ignored.</param>
[GenerateSerializer, Immutable, Alias("actormlops.LedgerDelta")]
public sealed record LedgerDelta(
    [property: Id(0)] Guid SiloInstance,
    [property: Id(1)] long Sequence,
    [property: Id(2)] string Version,
    [property: Id(3)] LedgerEntry[] Entries);
