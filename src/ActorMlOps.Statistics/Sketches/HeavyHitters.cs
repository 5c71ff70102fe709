using System.Text;
using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sketches;

/// <summary>The most frequent of any number of names in bounded memory: a Space-Saving summary. Not safe for concurrent writers.</summary>
/// <remarks>
/// <para>Invariants: at most <see cref="Capacity"/> names are kept, of at most <see cref="MaxKeyBytes"/> bytes each (about 2.5 KB at 16).
/// Of every name kept, the true count is within [<see cref="HeavyHitter.Least"/>, <see cref="HeavyHitter.Most"/>]. With n names
/// seen, Most - Least &lt;= n/capacity, and a name that occurred more than n/capacity times is kept.</para>
/// <para>Merging keeps the bound over the joint n, and is commutative to the bit; not subtractable. Names longer than the limit are
/// counted by their first 128 bytes (whole characters), so that two of them may count as one.</para>
/// <para>Cost: one comparison of a hash a name kept; nothing is allocated after the first value.</para>
/// <para>Sources: Metwally, Agrawal and El Abbadi 2005; merging by Agarwal et al. 2013 (Mergeable Summaries), Cafaro, Pulimeno and
/// Tempesta 2016.</para>
/// </remarks>
public sealed partial class HeavyHitters
{
    /// <summary>Default number of names kept.</summary>
    public const int DefaultCapacity = 16;

    /// <summary>Longest part of a name that is told apart.</summary>
    public const int MaxKeyBytes = 128;

    private const int MaxCapacity = 1024;

    private readonly Entry[] _entries;
    private readonly byte[] _keys;
    private int _used;

    /// <summary>An empty summary.</summary>
    /// <param name="capacity">Names kept, 1 to 1,024.</param>
    public HeavyHitters(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        _entries = new Entry[capacity];
        _keys = new byte[capacity * MaxKeyBytes];
    }

    /// <summary>Most names kept.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Names seen, repetitions included.</summary>
    public long Total { get; private set; }

    /// <summary>The names kept, the most frequent first; equal counts in ordinal order.</summary>
    public IReadOnlyList<HeavyHitter> Top
    {
        get
        {
            Sort();
            var top = new HeavyHitter[_used];
            for (var i = 0; i < _used; i++)
                top[i] = new(Encoding.UTF8.GetString(Key(i)), _entries[i].Count, _entries[i].Count - _entries[i].Error);
            return top;
        }
    }

    /// <summary>Counts a name.</summary>
    /// <param name="name">UTF-8.</param>
    /// <param name="count">How often, at least 1.</param>
    public void Add(ReadOnlySpan<byte> name, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Total += count;
        var key = Cut(name);
        var hash = Hash(key);
        var at = Find(key, hash);
        if (at >= 0)
        {
            _entries[at].Count += count;
            return;
        }

        if (_used < Capacity)
        {
            Set(_used++, key, hash, count, 0);
            return;
        }

        // The newcomer takes the place of the rarest, whose count is the most it may have had.
        at = Rarest();
        var least = _entries[at].Count;
        Set(at, key, hash, least + count, least);
    }

    /// <summary>Adds the names behind <paramref name="other"/>, which has the same capacity.</summary>
    /// <exception cref="ArgumentException">The capacities differ.</exception>
    public void Merge(HeavyHitters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Capacity != Capacity)
        {
            throw new ArgumentException(
                $"A summary of {other.Capacity} names cannot be merged into one of {Capacity}; use one capacity.", nameof(other));
        }

        // A name one side does not keep occurred there at most as often as that side's rarest.
        var (unkept, otherUnkept) = (Unkept, other.Unkept);
        var all = new List<(byte[] Key, long Count, long Error)>(_used + other._used);
        for (var i = 0; i < _used; i++)
        {
            var at = other.Find(Key(i), _entries[i].Hash);
            var (count, error) = at < 0 ? (otherUnkept, otherUnkept) : (other._entries[at].Count, other._entries[at].Error);
            all.Add((Key(i).ToArray(), _entries[i].Count + count, _entries[i].Error + error));
        }

        for (var i = 0; i < other._used; i++)
        {
            if (Find(other.Key(i), other._entries[i].Hash) < 0)
                all.Add((other.Key(i).ToArray(), other._entries[i].Count + unkept, other._entries[i].Error + unkept));
        }

        all.Sort((a, b) => a.Count != b.Count ? b.Count.CompareTo(a.Count) : a.Key.AsSpan().SequenceCompareTo(b.Key));
        _used = int.Min(all.Count, Capacity);
        for (var i = 0; i < _used; i++)
            Set(i, all[i].Key, Hash(all[i].Key), all[i].Count, all[i].Error);
        Total += other.Total;
    }

    /// <summary>Back to no names.</summary>
    public void Clear() => (_used, Total) = (0, 0);

    /// <summary>A copy that shares nothing.</summary>
    public HeavyHitters Clone()
    {
        var copy = new HeavyHitters(Capacity);
        _entries.CopyTo(copy._entries, 0);
        _keys.CopyTo(copy._keys, 0);
        (copy._used, copy.Total) = (_used, Total);
        return copy;
    }

    private long Unkept => _used < Capacity ? 0 : _entries[Rarest()].Count;

    private Span<byte> Key(int at) => _keys.AsSpan(at * MaxKeyBytes, _entries[at].Length);

    private int Find(ReadOnlySpan<byte> key, int hash)
    {
        for (var i = 0; i < _used; i++)
        {
            if (_entries[i].Hash == hash && Key(i).SequenceEqual(key))
                return i;
        }

        return -1;
    }

    private int Rarest()
    {
        var rarest = 0;
        for (var i = 1; i < _used; i++)
        {
            if (_entries[i].Count < _entries[rarest].Count)
                rarest = i;
        }

        return rarest;
    }

    private void Set(int at, ReadOnlySpan<byte> key, int hash, long count, long error)
    {
        _entries[at] = new Entry { Count = count, Error = error, Hash = hash, Length = key.Length };
        key.CopyTo(Key(at));
    }

    private void Sort()
    {
        // A handful of entries: insertion keeps their keys in place with them.
        for (var i = 1; i < _used; i++)
        {
            for (var j = i; j > 0 && IsBefore(j, j - 1); j--)
                Swap(j, j - 1);
        }
    }

    private bool IsBefore(int a, int b) => _entries[a].Count != _entries[b].Count
        ? _entries[a].Count > _entries[b].Count
        : Key(a).SequenceCompareTo(Key(b)) < 0;

    private void Swap(int a, int b)
    {
        Span<byte> kept = stackalloc byte[MaxKeyBytes];
        var first = _keys.AsSpan(a * MaxKeyBytes, MaxKeyBytes);
        var second = _keys.AsSpan(b * MaxKeyBytes, MaxKeyBytes);
        first.CopyTo(kept);
        second.CopyTo(first);
        kept.CopyTo(second);
        (_entries[a], _entries[b]) = (_entries[b], _entries[a]);
    }

    // A continuation byte (10xxxxxx) never begins a character.
    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name)
    {
        if (name.Length <= MaxKeyBytes)
            return name;
        var length = MaxKeyBytes;
        while (length > 0 && (name[length] & 0xC0) == 0x80)
            length--;
        return name[..length];
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var print = new Fingerprint();
        print.Add(key);
        return (int)(print.Value ^ (print.Value >> 32));
    }

    private struct Entry
    {
        public long Count;
        public long Error;
        public int Hash;
        public int Length;
    }
}
