using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>What a later label needs to know of a prediction, exactly as the counters saw it.</summary>
/// <param name="Model">The model's number.</param>
/// <param name="Version">The version's number in its model.</param>
/// <param name="Epoch">Epoch of the policy that chose the version; 0 to 2^32 - 1.</param>
/// <param name="Attempt">0 for the first; 15 stands for 15 and more.</param>
/// <param name="Hop">Hop of 10 s in which the row was counted, Unix seconds.</param>
/// <param name="Place">Pane (1 to 2^32 - 1) and position in it (0 to 2^24 - 1).</param>
/// <param name="Id">128-bit hash of the prediction id.</param>
/// <param name="Predicted">Index of the predicted class, or the predicted value.</param>
/// <param name="Score">Score of the positive class; NaN if there is none.</param>
/// <param name="Segments">One byte per segment column, the first one lowest; 0: other.</param>
internal readonly record struct Receipt(
    uint Model,
    ushort Version,
    long Epoch,
    VariantRole Role,
    int Attempt,
    long Hop,
    PanePlace Place,
    UInt128 Id,
    double Predicted,
    float Score,
    ulong Segments)
{
    /// <summary>Its row is not numbered yet.</summary>
    public LedgerEntry ToEntry() => new(Id, PanePlace.NotYet, Hop, Epoch, Role, Predicted, Score, (uint)Segments, Attempt);
}
