using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A pane that will not change any more and waits to be delivered.</summary>
/// <param name="Counters">Encoded, by shard; null if the version has no reference profile.</param>
/// <param name="Entries">Ledger entries whose row is still counted from the pane's first row.</param>
/// <param name="Rows">Rows that become the reference; null: none.</param>
internal sealed record FrozenPane(VersionPane Operations, byte[][]? Counters, LedgerEntry[] Entries, ObservationColumn[]? Rows = null);
