namespace ActorMlOps.Statistics.Sketches;

/// <summary>
/// A uniform sample of the rows of a stream, small enough to be carried in every pane; samples of any sizes merge. Not safe for concurrent
/// writers.
/// </summary>
/// <remarks>
/// <para>Invariants: every row has a uniform key; kept are exactly the rows whose key is at most <see cref="Threshold"/>, which does not
/// depend on their values. Merging takes the lowest threshold, so that a row of any stream is kept with the same chance (bottom-k sketches,
/// Cohen and Kaplan 2007): k of n for the stream that sets the threshold, k of n + 1 for the others.</para>
/// <para>Cost: the number of rows to skip is drawn, not a key a row: about capacity (1 + ln(rows/capacity)) rows are read in all, a batch that
/// holds none of them costs one comparison. Memory: 4 bytes a number kept, as float.</para>
/// </remarks>
public sealed partial class RowSketch
{
    private const int MaxWidth = 100_000;
    private const int MaxCapacity = 100_000;

    private SketchRandom _random;
    private float[] _values = [];
    private double[] _keys = [];
    private int _count;
    private long _next;

    /// <summary>An empty sample.</summary>
    /// <param name="width">Numbers in a row, 1 to 100,000.</param>
    /// <param name="capacity">Rows kept, 2 to 100,000.</param>
    /// <param name="seed">Of the generator of keys; every stream needs its own.</param>
    public RowSketch(int width, int capacity, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        (Width, Capacity, _random) = (width, capacity, new SketchRandom(seed));
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Most rows kept.</summary>
    public int Capacity { get; }

    /// <summary>Rows of the stream.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows kept.</summary>
    public int Count => _count;

    /// <summary>The chance of a row to be kept, given its neighbours' keys; 1 while all are.</summary>
    public double Threshold { get; private set; } = 1;

    /// <summary>A row kept, 0 to <see cref="Count"/> - 1; valid until the next change.</summary>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return _values.AsSpan(index * Width, Width);
    }

    /// <summary>
    /// Goes past the next rows up to one that is kept: how many come before it, or -1 if it is none of them. Whoever gets a number must fill
    /// <see cref="Keep"/> with the row.
    /// </summary>
    /// <param name="rows">At least 1.</param>
    /// <exception cref="InvalidOperationException">It was merged.</exception>
    public int Pass(int rows)
    {
        if (IsMerged)
            throw new InvalidOperationException("The sample was put together from others: it takes no single rows.");
        if (_count < Capacity)
        {
            Seen++;
            return 0;
        }

        var before = _next - Seen;
        if (before >= rows)
        {
            Seen += rows;
            return -1;
        }

        Seen += before + 1;
        return (int)before;
    }

    /// <summary>Where the row that is kept goes.</summary>
    public Span<float> Keep()
    {
        var slot = _count;
        if (_count == Capacity)
        {
            slot = Array.IndexOf(_keys, Threshold, 0, _count);
            _keys[slot] = Threshold * _random.Unit();
        }
        else
        {
            Grow();
            _keys[_count++] = _random.Unit();
        }

        if (_count == Capacity)
        {
            Threshold = Largest();
            Skip();
        }

        return _values.AsSpan(slot * Width, Width);
    }

    /// <summary>A sample of several streams together.</summary>
    /// <param name="parts">At least one, of any capacities.</param>
    /// <param name="capacity">Rows kept at most, 2 to 100,000.</param>
    /// <exception cref="ArgumentException">There is none, or their rows have different widths.</exception>
    public static RowSketch Merged(IReadOnlyList<RowSketch> parts, int capacity)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0 || parts.Any(part => part.Width != parts[0].Width))
            throw new ArgumentException("There must be samples, and all of rows of one width.", nameof(parts));
        var threshold = parts.Min(part => part.Threshold);
        var kept = new List<(double Key, RowSketch From, int Index)>();
        foreach (var part in parts)
        {
            for (var i = 0; i < part._count; i++)
            {
                if (part._keys[i] <= threshold)
                    kept.Add((part._keys[i], part, i));
            }
        }

        if (kept.Count > capacity)
        {
            kept.Sort((a, b) => a.Key.CompareTo(b.Key));
            threshold = kept[capacity - 1].Key;
            kept.RemoveRange(capacity, kept.Count - capacity);
        }

        var merged = new RowSketch(parts[0].Width, capacity, 0)
        {
            Seen = parts.Sum(part => part.Seen),
            Threshold = threshold,
            IsMerged = true,
            _count = kept.Count,
            _keys = new double[kept.Count],
            _values = new float[kept.Count * parts[0].Width],
        };
        for (var i = 0; i < kept.Count; i++)
        {
            merged._keys[i] = kept[i].Key;
            kept[i].From.Row(kept[i].Index).CopyTo(merged._values.AsSpan(i * merged.Width));
        }

        return merged;
    }

    /// <summary>Whether it was put together from others: then no single row can be added any more.</summary>
    public bool IsMerged { get; private init; }

    /// <summary>Back to no rows; the generator goes on.</summary>
    public void Clear() => (_count, _next, Seen, Threshold) = (0, 0, 0, 1);

    private double Largest()
    {
        var largest = 0.0;
        for (var i = 0; i < _count; i++)
            largest = Math.Max(largest, _keys[i]);
        return largest;
    }

    private void Grow()
    {
        if (_count < _keys.Length)
            return;
        var size = Math.Min(Math.Max(8, 2 * _count), Capacity);
        Array.Resize(ref _keys, size);
        Array.Resize(ref _values, size * Width);
    }

    /// <summary>The position of the next row whose key is below the threshold: geometric.</summary>
    private void Skip()
    {
        var log = Threshold < 1e-5 ? -Threshold - (Threshold * Threshold / 2) : Math.Log(1 - Threshold);
        var skipped = log == 0 ? double.PositiveInfinity : Math.Floor(Math.Log(_random.Unit()) / log);
        _next = skipped < 1L << 50 ? Seen + (long)skipped : long.MaxValue;
    }
}
