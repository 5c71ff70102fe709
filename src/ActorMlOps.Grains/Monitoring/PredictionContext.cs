using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Rollout;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What the monitors must know of a request beside its rows.</summary>
/// <param name="Callers">Whose rows they are, in order.</param>
/// <param name="Attempt">0; 1 and more for a repeat of rows whose answer nobody got.</param>
/// <param name="Arrived">Monotonic timestamp of the arrival.</param>
/// <param name="Stable">For a shadow: what the stable version answered to the same rows.</param>
/// <param name="Receipts">
/// One per row, filled as the rows are counted, before they are answered; rows whose caller does not ask keep the default. Null: nobody asks.
/// </param>
internal sealed record PredictionContext(
    CallerRows[] Callers, long Epoch, VariantRole Role, int Attempt, long Arrived, StableAnswer? Stable = null, Receipt[]? Receipts = null);
