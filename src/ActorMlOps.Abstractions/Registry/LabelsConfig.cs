namespace ActorMlOps.Registry;

/// <summary>How long labels of a version are taken, and by how many ids they can find their predictions.</summary>
/// <param name="Horizon">How long after its prediction a label is taken and known, 1 h to 400 d; default 35 d.</param>
/// <param name="Ledger">
/// Predictions that can be labelled by their ids, 1,000 to 100,000,000; default 1,000,000. The model keeps the most that a version asks for.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.LabelsConfig")]
public sealed record LabelsConfig([property: Id(0)] TimeSpan? Horizon = null, [property: Id(1)] int? Ledger = null);
