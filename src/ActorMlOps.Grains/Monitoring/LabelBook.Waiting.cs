namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Labels whose prediction has not been seen. They wait for a day, and no more of them than the ledger has predictions: then they are let go
/// of, oldest first, and counted as unmatched. So ids that were never given, and those that the ledger has let go of, take bounded memory.
/// Labels that wait for the number of their row only (they came by receipt) know their prediction and are not among them.
/// </summary>
internal sealed partial class LabelBook
{
    private const long LongestWait = 24 * 3600;

    private readonly Queue<(UInt128 Id, long At)> _waiting = new();

    /// <summary>Labels whose prediction has not been seen.</summary>
    public long Pending { get; private set; }

    /// <summary>Labels that have waited in vain, since the book began.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Whether some have waited for too long at a moment (Unix seconds).</summary>
    public bool Overdue(long at) => _waiting.TryPeek(out var oldest) && oldest.At < at - LongestWait;

    /// <summary>Lets go of those that have waited for too long at a moment (Unix seconds), or are too many.</summary>
    public void LetGo(long at)
    {
        while (_waiting.TryPeek(out var oldest))
        {
            var waits = _labels.TryGetValue(oldest.Id, out var mark) && !mark.Joined && mark.At == oldest.At && !_unplaced.ContainsKey(oldest.Id);
            if (waits && oldest.At >= at - LongestWait && Pending - _unplaced.Count <= _capacity)
                return;
            _waiting.Dequeue();
            if (waits)
                Forget(oldest.Id);
        }
    }

    private void Await(UInt128 id, long at)
    {
        Pending++;
        _waiting.Enqueue((id, at));
    }

    private void Forget(UInt128 id)
    {
        _unplaced.Remove(id);
        if (!_labels.Remove(id, out var mark) || mark.Joined)
            return;
        Pending--;
        Unmatched++;
    }
}
