namespace ActorMlOps.Monitoring;

/// <summary>A prediction as its receipt tells of it.</summary>
/// <param name="Version">The version that answered.</param>
/// <param name="Entry">Its row is <see cref="PanePlace.NotYet"/> until the pane has been numbered, <see cref="PanePlace.Old"/> if that is too long ago.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ReceiptedPrediction")]
public sealed record ReceiptedPrediction(
    [property: Id(0)] string Version,
    [property: Id(1)] LedgerEntry Entry,
    [property: Id(2)] PanePlace Place);
