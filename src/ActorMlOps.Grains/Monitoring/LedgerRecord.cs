using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>A prediction in the ledger; <paramref name="Next"/> is another version's prediction under the same id (a shadow's, say).</summary>
internal sealed record LedgerRecord(string Version, LedgerEntry Entry, LedgerRecord? Next);
