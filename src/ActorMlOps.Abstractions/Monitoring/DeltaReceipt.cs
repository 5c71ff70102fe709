namespace ActorMlOps.Monitoring;

/// <summary>The answer to a delivery. Deltas up to <paramref name="Durable"/> need not be kept by the sender any longer.</summary>
/// <param name="Applied">Highest sequence counted for the sending silo instance.</param>
/// <param name="Durable">Highest sequence that survives a crash of the receiver.</param>
/// <param name="FirstRows">Numbers given to the first row of each delivered pane, in the order of delivery; only from the version's own grain.</param>
/// <param name="Stale">Whether the version has newer settings than the sender's; only from those who count features.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DeltaReceipt")]
public sealed record DeltaReceipt(
    [property: Id(0)] long Applied, [property: Id(1)] long Durable, [property: Id(2)] long[] FirstRows, [property: Id(3)] bool Stale = false);
