using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Labels by receipt. What a receipt carries takes the place of the ledger's entry, also when that has gone; from then on the label is
/// counted, paired and corrected like any other. The row's number is not in the receipt (the pane was numbered after the answer): until it
/// is known the label waits.
/// </summary>
internal sealed partial class LabelBook
{
    private readonly Dictionary<UInt128, ReceiptedPrediction> _unplaced = [];

    /// <summary>Predictions of labels that wait for the number of their row.</summary>
    public IReadOnlyCollection<ReceiptedPrediction> Unplaced => _unplaced.Values;

    /// <summary>Whether the number of a prediction's row must be asked for before its label can be counted.</summary>
    public bool MustPlace(ReceiptedPrediction receipted) =>
        Find(_predictions.GetValueOrDefault(receipted.Entry.Id), receipted.Version) is null
        && _labels.GetValueOrDefault(receipted.Entry.Id).Counted != receipted.Version;

    /// <summary>The row's number has become known: the label that waited for it counts.</summary>
    public void Place(ReceiptedPrediction receipted)
    {
        if (_unplaced.Remove(receipted.Entry.Id) && _specs.ContainsKey(receipted.Version))
            Track(new(receipted.Version, receipted.Entry, null));
    }

    /// <summary>True: a label that was there already is counted with this prediction now.</summary>
    private bool Join(ReceiptedPrediction receipted)
    {
        if (receipted.Entry.Row == PanePlace.NotYet && MustPlace(receipted))
        {
            _unplaced[receipted.Entry.Id] = receipted;
            return false;
        }
        var before = _labels.GetValueOrDefault(receipted.Entry.Id).Counted;
        Track(new(receipted.Version, receipted.Entry, null));
        return before != receipted.Version && _labels.GetValueOrDefault(receipted.Entry.Id).Counted == receipted.Version;
    }
}
