using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>One group commit of a label partition. Never changed; applied again, in order, when the partition starts.</summary>
/// <param name="At">Unix seconds.</param>
/// <param name="Placed">Predictions of receipts whose rows have got their numbers; null in rows of before there were receipts.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelLogRow")]
internal sealed record LabelLogRow(
    [property: Id(0)] long At,
    [property: Id(1)] LabelLine[] Labels,
    [property: Id(2)] LedgerDelta[] Deltas,
    [property: Id(3)] ReceiptedPrediction[]? Placed = null)
{
    /// <summary>About as many bytes as the row takes; a row has a cost of its own, or many small ones would never be put together.</summary>
    public long Weight =>
        512 + Labels.Sum(l => l.Weight) + Deltas.Sum(d => 64 + (d.Entries.Length * 72L)) + ((Placed?.Length ?? 0) * 96L);
}
