namespace ActorMlOps.Statistics.Sketches;

/// <summary>
/// Quantiles of a stream of numbers whose distribution nobody knows yet: the sketch of Karnin, Lang and Liberty. Mergeable, not
/// subtractable. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// <para>Invariants: an item of level h stands for 2^h values; the weights sum to <see cref="Count"/>. Minimum and maximum are exact. NaN
/// and infinities are counted apart and are in no rank. The same values and seed in the same order give the same sketch.</para>
/// <para>Error: the rank of one value is off by at most <see cref="RankError"/>(k) of the count with 99 % confidence, all ranks at once
/// by <see cref="UniformRankError"/>(k); also after merging (then with the smallest k). 1.33 % and 1.65 % at k = 200.</para>
/// <para>Cost: amortised O(log k) a value; about 3 k items are kept.</para>
/// <para>Sources: Karnin, Lang and Liberty 2016 (Optimal Quantile Approximation in Streams); level capacities k (2/3)^depth, at least
/// 8, and the fitted error formulas of Apache DataSketches.</para>
/// </remarks>
public sealed partial class KllSketch
{
    /// <summary>Default k.</summary>
    public const int DefaultK = 200;

    private const int MinK = 8;
    private const int MaxK = 65_535;
    private const int FewestItems = 8;
    private const int MaxLevels = 60;

    private readonly List<List<double>> _levels = [[]];
    private SketchRandom _random;
    private int _kept;
    private int _capacity;
    private double _min;
    private double _max;

    /// <summary>An empty sketch.</summary>
    /// <param name="k">Size: error falls about as 1/k; 8 to 65,535.</param>
    /// <param name="seed">Of the generator that chooses which items survive.</param>
    public KllSketch(int k = DefaultK, ulong seed = 20_260_101)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, MinK);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, MaxK);
        (K, LeastK, _random) = (k, k, new SketchRandom(seed));
        _capacity = CapacityOfAll();
    }

    /// <summary>The size parameter.</summary>
    public int K { get; }

    /// <summary>The smallest k of all sketches merged: what the error depends on.</summary>
    public int LeastK { get; private set; }

    /// <summary>Finite values.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are NaN.</summary>
    public long NaN { get; private set; }

    /// <summary>Values that are +infinity.</summary>
    public long PositiveInfinity { get; private set; }

    /// <summary>Values that are -infinity.</summary>
    public long NegativeInfinity { get; private set; }

    /// <summary>Smallest finite value, exact; null without values.</summary>
    public double? Minimum => Count == 0 ? null : _min;

    /// <summary>Largest finite value, exact; null without values.</summary>
    public double? Maximum => Count == 0 ? null : _max;

    /// <summary>Items kept, at most about 3 k.</summary>
    public int Retained => _kept;

    /// <summary>Largest error of one rank as a share of the count, with 99 % confidence: 2.296 / k^0.9723.</summary>
    public static double RankError(int k) => 2.296 / Math.Pow(k, 0.9723);

    /// <summary>Largest error over all ranks at once (and of a difference of two), with 99 % confidence: 2.446 / k^0.9433.</summary>
    public static double UniformRankError(int k) => 2.446 / Math.Pow(k, 0.9433);

    /// <summary>Adds one value.</summary>
    public void Add(double value)
    {
        if (double.IsFinite(value))
        {
            (_min, _max) = Count == 0 ? (value, value) : (Math.Min(_min, value), Math.Max(_max, value));
            _levels[0].Add(value);
            Count++;
            _kept++;
            Compress();
        }
        else if (double.IsNaN(value))
        {
            NaN++;
        }
        else if (value > 0)
        {
            PositiveInfinity++;
        }
        else
        {
            NegativeInfinity++;
        }
    }

    /// <summary>Adds values.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            Add(value);
    }

    /// <summary>Adds the values behind <paramref name="other"/>, of any k.</summary>
    public void Merge(KllSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        NaN += other.NaN;
        PositiveInfinity += other.PositiveInfinity;
        NegativeInfinity += other.NegativeInfinity;
        if (other.Count == 0)
            return;
        (_min, _max) = Count == 0 ? (other._min, other._max) : (Math.Min(_min, other._min), Math.Max(_max, other._max));
        while (_levels.Count < other._levels.Count)
            _levels.Add([]);
        // A copy, so that a sketch may be merged with itself.
        for (var level = 0; level < other._levels.Count; level++)
            _levels[level].AddRange(other._levels[level].ToArray());
        Count += other.Count;
        (_kept, _capacity) = (_levels.Sum(level => level.Count), CapacityOfAll());
        LeastK = int.Min(LeastK, other.LeastK);
        Compress();
    }

    /// <summary>Share of the finite values at or below <paramref name="value"/>, 0 to 1; null without values.</summary>
    public double? Rank(double value)
    {
        if (Count == 0 || double.IsNaN(value))
            return null;
        // The ends are known exactly.
        if (value < _min)
            return 0;
        if (value >= _max)
            return 1;
        long below = 0;
        for (var level = 0; level < _levels.Count; level++)
        {
            foreach (var item in _levels[level])
                below += item <= value ? 1L << level : 0;
        }

        return (double)below / Count;
    }

    /// <summary>The distribution function at every value of <paramref name="at"/>; null without values.</summary>
    public double[]? Cdf(ReadOnlySpan<double> at)
    {
        if (Count == 0)
            return null;
        var ranks = new double[at.Length];
        for (var i = 0; i < at.Length; i++)
            ranks[i] = Rank(at[i]) ?? throw new ArgumentException($"Value {i} is NaN, which has no rank; leave it out.", nameof(at));
        return ranks;
    }

    /// <summary>The smallest item whose rank is at least <paramref name="q"/>, in [0, 1]; null without values.</summary>
    public double? Quantile(double q) => Quantiles([q]) is { } one ? one[0] : null;

    /// <summary>The quantiles at shares in [0, 1], any order; null without values. One sort for all.</summary>
    public double[]? Quantiles(ReadOnlySpan<double> q)
    {
        foreach (var share in q)
        {
            if (share is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(q), share, "A quantile's share must be 0 to 1.");
        }

        if (Count == 0)
            return null;
        var (items, ranks) = Sorted();
        var quantiles = new double[q.Length];
        for (var i = 0; i < q.Length; i++)
        {
            var rank = (long)Math.Ceiling(q[i] * Count);
            var at = Array.BinarySearch(ranks, rank);
            quantiles[i] = q[i] == 0 ? _min : q[i] == 1 ? _max : items[int.Min(at < 0 ? ~at : at, items.Length - 1)];
        }

        return quantiles;
    }

    /// <summary>All items ascending, and the number of values at or below each.</summary>
    private (double[] Items, long[] Ranks) Sorted()
    {
        var (items, weights) = (new double[_kept], new long[_kept]);
        var next = 0;
        for (var level = 0; level < _levels.Count; level++)
        {
            foreach (var item in _levels[level])
                (items[next], weights[next++]) = (item, 1L << level);
        }

        Array.Sort(items, weights);
        for (var i = 1; i < weights.Length; i++)
            weights[i] += weights[i - 1];
        return (items, weights);
    }

    private int Capacity(int level) => int.Max(FewestItems, (int)Math.Ceiling(K * Math.Pow(2.0 / 3, _levels.Count - 1 - level)));

    private int CapacityOfAll()
    {
        var sum = 0;
        for (var level = 0; level < _levels.Count; level++)
            sum += Capacity(level);
        return sum;
    }

    /// <summary>While all levels together are full, halves the lowest level that is.</summary>
    private void Compress()
    {
        while (_kept >= _capacity)
        {
            var level = 0;
            while (_levels[level].Count < Capacity(level))
                level++;
            if (level == _levels.Count - 1)
            {
                if (_levels.Count == MaxLevels)
                    return;
                _levels.Add([]);
            }

            Halve(level);
            _capacity = CapacityOfAll();
        }
    }

    /// <summary>Every second item, from the first or the second by chance, rises a level; an odd one stays.</summary>
    private void Halve(int level)
    {
        var items = _levels[level];
        items.Sort();
        var odd = items.Count % 2;
        var above = _levels[level + 1];
        for (var i = odd + _random.Bit(); i < items.Count; i += 2)
            above.Add(items[i]);
        _kept -= (items.Count - odd) / 2;
        items.RemoveRange(odd, items.Count - odd);
    }
}
