namespace ActorMlOps.Statistics.Sketches;

/// <summary>
/// A uniform sample without replacement of the rows of a stream, of bounded size: every row is kept with the same chance. Mergeable,
/// not subtractable. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// <para>Invariants: min(capacity, seen) rows are kept; with more seen, every set of that size is equally likely, also after merging. The
/// same rows and seed in the same order give the same sample.</para>
/// <para>Cost: the number of rows to skip is drawn, not a number a row: capacity (1 + ln(seen/capacity)) rows are copied in all, and a
/// batch that holds none of them costs one comparison. Memory: 8 bytes a number kept.</para>
/// <para>Sources: Algorithm L, Li 1994 (Reservoir-Sampling Algorithms of Time Complexity O(n(1 + log(N/n)))). Its threshold W is the
/// capacity-th smallest of as many uniform keys as rows were seen, so after merging it is drawn again from Beta(capacity,
/// seen - capacity + 1).</para>
/// </remarks>
public sealed partial class RowReservoir
{
    /// <summary>Default number of rows kept.</summary>
    public const int DefaultCapacity = 1000;

    private const int MaxCapacity = 1_000_000;
    private const int MaxWidth = 1_000_000;

    private double[] _values = [];
    private SketchRandom _random;
    private double _threshold = 1;
    private long _next;

    /// <summary>An empty reservoir.</summary>
    /// <param name="width">Numbers in a row, 1 to 1,000,000.</param>
    /// <param name="capacity">Rows kept, 1 to 1,000,000.</param>
    /// <param name="seed">Of the generator that chooses rows; give every stream its own before merging.</param>
    public RowReservoir(int width, int capacity = DefaultCapacity, ulong seed = 20_260_101)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        (Width, Capacity, _random) = (width, capacity, new SketchRandom(seed));
    }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Most rows kept.</summary>
    public int Capacity { get; }

    /// <summary>Rows offered.</summary>
    public long Seen { get; private set; }

    /// <summary>Rows kept.</summary>
    public int Count => (int)long.Min(Seen, Capacity);

    /// <summary>A row kept, 0 to <see cref="Count"/> - 1; valid until the next change.</summary>
    public ReadOnlySpan<double> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _values.AsSpan(index * Width, Width);
    }

    /// <summary>Offers whole rows of floats, row by row.</summary>
    /// <exception cref="ArgumentException">The length is no multiple of <see cref="Width"/>.</exception>
    public void Add(ReadOnlySpan<float> rows)
    {
        var left = CheckRows(rows.Length);
        for (var row = 0L; Pick(ref row, ref left) is var slot && slot >= 0;)
        {
            var from = rows.Slice((int)(row - 1) * Width, Width);
            for (var i = 0; i < Width; i++)
                _values[(slot * Width) + i] = from[i];
        }
    }

    /// <summary>Offers whole rows of doubles, row by row.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{float})"/>
    public void Add(ReadOnlySpan<double> rows)
    {
        var left = CheckRows(rows.Length);
        for (var row = 0L; Pick(ref row, ref left) is var slot && slot >= 0;)
            rows.Slice((int)(row - 1) * Width, Width).CopyTo(_values.AsSpan(slot * Width));
    }

    /// <summary>
    /// Offers one row whose values are not made yet: where to write all of them if it is kept; empty if not. Rows that are dear to make are
    /// then made only for the sample. Valid until the next change.
    /// </summary>
    public Span<double> Offer()
    {
        var (row, left) = (0L, 1);
        var slot = Pick(ref row, ref left);
        return slot < 0 ? default : _values.AsSpan(slot * Width, Width);
    }

    /// <summary>Adds the stream behind <paramref name="other"/>: a sample of both streams, each by the rows it has seen.</summary>
    /// <exception cref="ArgumentException">Width or capacity differ.</exception>
    public void Merge(RowReservoir other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Width != Width || other.Capacity != Capacity)
        {
            throw new ArgumentException(
                $"A reservoir of {other.Capacity} rows of {other.Width} cannot be merged into one of {Capacity} of {Width}; use one shape.",
                nameof(other));
        }

        if (other.Seen == 0)
            return;
        var (mine, theirs) = (Shuffled(this), Shuffled(other));
        var (weight, otherWeight) = (Seen, other.Seen);
        Seen += other.Seen;
        var merged = new double[Count * Width];
        var (a, b) = (0, 0);
        for (var slot = 0; slot < Count; slot++)
        {
            // The next row of the joint stream's random order is ours with the chance of our rows not yet drawn.
            var ours = _random.Below(weight + otherWeight) < weight;
            var from = ours ? Row(_values, mine[a++]) : Row(other._values, theirs[b++]);
            from.CopyTo(merged.AsSpan(slot * Width));
            (weight, otherWeight) = ours ? (weight - 1, otherWeight) : (weight, otherWeight - 1);
        }

        _values = merged;
        if (Seen < Capacity)
            return;
        _threshold = SampleBeta(Capacity, Seen - Capacity + 1);
        Skip();
    }

    private ReadOnlySpan<double> Row(double[] values, int index) => values.AsSpan(index * Width, Width);

    private int[] Shuffled(RowReservoir reservoir)
    {
        int[] order = [.. Enumerable.Range(0, reservoir.Count)];
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = (int)_random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private int CheckRows(int length)
    {
        if (length % Width != 0)
            throw new ArgumentException($"{length} numbers are no whole rows of {Width}; give whole rows.");
        return length / Width;
    }

    /// <summary>Goes on to the next row to keep: its slot, and the rows passed with it; -1 if there is none.</summary>
    private int Pick(ref long row, ref int left)
    {
        if (left == 0)
            return -1;
        if (Seen < Capacity)
        {
            var slot = (int)Seen;
            Grow(slot + 1);
            (Seen, row, left) = (Seen + 1, row + 1, left - 1);
            if (Seen == Capacity)
            {
                _threshold = Shrink();
                Skip();
            }

            return slot;
        }

        if (_next > Seen + left)
        {
            (Seen, left) = (Seen + left, 0);
            return -1;
        }

        var passed = _next - Seen;
        (Seen, row, left) = (_next, row + passed, left - (int)passed);
        var replaced = (int)_random.Below(Capacity);
        _threshold *= Shrink();
        Skip();
        return replaced;
    }

    private void Grow(int rows)
    {
        if (_values.Length < rows * Width)
            Array.Resize(ref _values, int.Min(int.Max(2 * rows, 16), Capacity) * Width);
    }

    /// <summary>The largest of capacity uniform numbers.</summary>
    private double Shrink() => Math.Exp(Math.Log(_random.Unit()) / Capacity);

    /// <summary>Draws the position (from 1) of the next row whose key is below the threshold: geometric.</summary>
    private void Skip()
    {
        // ln(1 - W) without losing a small W.
        var log = _threshold < 1e-5 ? -_threshold - (_threshold * _threshold / 2) : Math.Log(1 - _threshold);
        var skipped = Math.Floor(Math.Log(_random.Unit()) / log);
        _next = skipped < 1L << 50 ? Seen + (long)skipped + 1 : long.MaxValue;
    }

    private double SampleBeta(double a, double b)
    {
        var (x, y) = (SampleGamma(a), SampleGamma(b));
        return x / (x + y);
    }

    /// <summary>Gamma with shape of at least 1 (Marsaglia and Tsang 2000).</summary>
    private double SampleGamma(double shape)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Math.Sqrt(-2 * Math.Log(_random.Unit())) * Math.Cos(2 * Math.PI * _random.Unit());
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(_random.Unit()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
    }
}
