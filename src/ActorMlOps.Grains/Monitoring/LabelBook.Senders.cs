namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// How far each sender's predictions were tracked, of the senders that were heard last. What comes again from one that was forgotten
/// changes nothing while its predictions are in the ledger, since the first prediction of an id counts.
/// </summary>
internal sealed partial class LabelBook
{
    /// <summary>Senders that are remembered: each load of a version on a silo is one, and each producer of observations.</summary>
    public const int MaxSenders = 1_024;

    /// <summary>By when they were heard, oldest first.</summary>
    private readonly LinkedList<(Guid Sender, long Sequence)> _heard = new();
    private readonly Dictionary<Guid, LinkedListNode<(Guid Sender, long Sequence)>> _senders = [];

    public long Sequence(Guid sender) => _senders.TryGetValue(sender, out var node) ? node.Value.Sequence : 0;

    private void Heard(Guid sender, long sequence)
    {
        if (_senders.Remove(sender, out var known))
            _heard.Remove(known);
        _senders[sender] = _heard.AddLast((sender, sequence));
        if (_senders.Count <= MaxSenders)
            return;
        _senders.Remove(_heard.First!.Value.Sender);
        _heard.RemoveFirst();
    }
}
