namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// A sliding window of numbered hops (a hop is a stretch of time): the sum over the last <see cref="Length"/> of them, kept
/// up as hops come and expire. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>Invariants: counts equal the recomputation from the rows of the live hops to the bit, whatever the order and split into panes;
/// moments, minimum and maximum to 1e-9 relative, as only live hops are ever merged. Integer counters are a running sum from which the
/// expired hop is subtracted; what cannot be subtracted (moments, names of unseen categories) is a queue of two stacks: each hop of the
/// older stack holds the aggregate from itself to the stack's newest, the newer stack holds one aggregate.</para>
/// <para>Cost: a hop is merged twice in its life (amortised), so O(1) merges a hop whatever the length; a pane that comes late, for a
/// hop that is not the newest, costs one merge a live hop. Memory: the sum, the newest hop, and the others in their binary
/// form.</para>
/// <para>Source: two-stack sliding window aggregation, Tangwongsan, Hirzel and Schneider 2017.</para>
/// </remarks>
public sealed class HopRing
{
    private readonly List<Hop> _hops = [];
    private readonly WindowCounters _sum;
    private readonly WindowCounters _open;
    private readonly WindowCounters _scratch;
    private Unsubtractable[] _newer;
    private int _older;

    /// <summary>An empty ring.</summary>
    /// <param name="profile">The reference that fixes the layout.</param>
    /// <param name="length">Hops in the window, 1 to 100,000.</param>
    public HopRing(ReferenceProfile profile, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 100_000);
        (_sum, _open, _scratch, Length) = (new(profile), new(profile), new(profile), length);
        _newer = Nothing();
    }

    /// <summary>Hops in the window.</summary>
    public int Length { get; }

    /// <summary>The newest hop's number; null before the first.</summary>
    public long? Newest { get; private set; }

    /// <summary>
    /// The sum over the hops (<see cref="Newest"/> - <see cref="Length"/>, <see cref="Newest"/>]; valid until the next change, and not
    /// to be changed.
    /// </summary>
    public WindowCounters Window
    {
        get
        {
            for (var c = 0; c < _newer.Length; c++)
            {
                var all = _newer[c];
                if (_older > 0)
                    all = Unsubtractable.Merge(_hops[0].FromHere![c], all);
                all.PutInto(_sum.Columns[c]);
            }

            return _sum;
        }
    }

    /// <summary>Merges of one column's aggregates so far.</summary>
    internal long Merges { get; private set; }

    /// <summary>Moves the window on; hops that leave it expire.</summary>
    /// <param name="hop">The newest hop; an older one than <see cref="Newest"/> changes nothing.</param>
    public void Advance(long hop)
    {
        if (hop <= Newest)
            return;
        Seal();
        Newest = hop;
        while (_hops.Count > 0 && _hops[0].Number <= hop - Length)
            Expire();
    }

    /// <summary>Adds a pane to its hop, and moves the window on if the hop is new.</summary>
    /// <returns>False if the hop has left the window: nothing is counted.</returns>
    /// <exception cref="ArgumentException">The pane belongs to another profile.</exception>
    public bool Add(long hop, WindowCounters pane)
    {
        ArgumentNullException.ThrowIfNull(pane);
        if (pane.Profile.Fingerprint != _sum.Profile.Fingerprint)
            throw new ArgumentException("The pane belongs to another reference profile; count it with the ring's.", nameof(pane));
        Advance(hop);
        if (hop <= Newest - Length)
            return false;
        _sum.Merge(pane);
        if (hop == Newest)
            AddToNewest(hop, pane);
        else
            AddLate(hop, pane);
        return true;
    }

    private void AddToNewest(long hop, WindowCounters pane)
    {
        _open.Merge(pane);
        if (_hops.Count == 0 || _hops[^1].Number != hop)
            _hops.Add(new Hop(hop, Nothing()));
        var parts = Of(pane);
        _hops[^1].Parts = Merge(_hops[^1].Parts, parts);
        _newer = Merge(_newer, parts);
    }

    private void AddLate(long hop, WindowCounters pane)
    {
        var at = _hops.FindLastIndex(live => live.Number <= hop) + 1;
        if (at > 0 && _hops[at - 1].Number == hop)
        {
            at--;
            _hops[at].Parts = Merge(_hops[at].Parts, Of(pane));
            var both = WindowCounters.Decode(_sum.Profile, _hops[at].Encoded);
            both.Merge(pane);
            _hops[at].Encoded = both.Encode();
        }
        else
        {
            _hops.Insert(at, new Hop(hop, Of(pane)) { Encoded = pane.Encode() });
        }

        _older = 0;
        _newer = Nothing();
        foreach (var live in _hops)
            _newer = Merge(_newer, live.Parts);
    }

    private void Seal()
    {
        if (_hops.Count == 0 || _hops[^1].Number != Newest)
            return;
        _hops[^1].Encoded = _open.Encode();
        _open.Clear();
    }

    private void Expire()
    {
        if (_older == 0)
            Turn();
        _scratch.Clear();
        WindowCounters.MergeEncoded(_sum.Profile, _hops[0].Encoded, _scratch);
        _sum.Subtract(_scratch);
        _hops.RemoveAt(0);
        _older--;
    }

    /// <summary>All hops become the older stack.</summary>
    private void Turn()
    {
        var from = Nothing();
        for (var i = _hops.Count - 1; i >= 0; i--)
        {
            from = Merge(_hops[i].Parts, from);
            _hops[i].FromHere = from;
        }

        _older = _hops.Count;
        _newer = Nothing();
    }

    private Unsubtractable[] Nothing() => new Unsubtractable[_sum.Columns.Count];

    private static Unsubtractable[] Of(WindowCounters pane) => [.. pane.Columns.Select(Unsubtractable.Of)];

    private Unsubtractable[] Merge(Unsubtractable[] a, Unsubtractable[] b)
    {
        Merges++;
        var merged = new Unsubtractable[a.Length];
        for (var c = 0; c < a.Length; c++)
            merged[c] = Unsubtractable.Merge(a[c], b[c]);
        return merged;
    }

    private sealed class Hop(long number, Unsubtractable[] parts)
    {
        public long Number { get; } = number;

        public Unsubtractable[] Parts { get; set; } = parts;

        public Unsubtractable[]? FromHere { get; set; }

        /// <summary>Empty while the hop is the newest.</summary>
        public byte[] Encoded { get; set; } = [];
    }
}
