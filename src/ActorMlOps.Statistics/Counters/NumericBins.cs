using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Counters.Sorting;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// The bins of a numeric column: <c>bin(x)</c> = number of edges &lt;= x, so bin i is [e_(i-1), e_i) and both ends are
/// open. Immutable.
/// </summary>
/// <remarks>
/// Invariants: edges are finite, strictly ascending; the deciles of the reference are among them, so that decile
/// counts are sums of bins. With <see cref="Float32"/> every edge is a float rounded up: for a float x, x &gt;= e holds
/// exactly when x &gt;= roundUp(e) does.
/// </remarks>
public sealed class NumericBins
{
    /// <summary>Default number of quantile bins asked for.</summary>
    public const int DefaultBins = 1000;

    private readonly double[] _edges;
    private readonly int[] _decilePositions;
    private readonly EdgeTree _tree;
    private FoldTable? _foldTable;

    internal NumericBins(double[] edges, int[] decilePositions, bool float32)
    {
        _edges = edges;
        _decilePositions = decilePositions;
        Float32 = float32;
        DecileEdges = Array.ConvertAll(decilePositions, i => edges[i]);
        _tree = EdgeTree.Of(edges, float32);
        Fingerprint = ComputeFingerprint();
    }

    /// <summary>Ascending finite edges; at most about twice the number of bins asked for, plus nine.</summary>
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The distinct type-7 deciles (.1 to .9) of the reference, ascending; each is among <see cref="Edges"/>.</summary>
    public IReadOnlyList<double> DecileEdges { get; }

    /// <summary>True if the column's values are 32-bit floats; other values are rounded to float before they are counted.</summary>
    public bool Float32 { get; }

    /// <summary>Number of bins: edges + 1.</summary>
    public int Count => _edges.Length + 1;

    /// <summary>Stored identity of the layout: equal for equal edges, deciles and precision.</summary>
    public ulong Fingerprint { get; }

    /// <summary>The edges for the fold kernel, made when floats are first counted; two threads may make equal ones.</summary>
    internal FoldTable FoldTable => _foldTable ??= new FoldTable(_edges, Float32 ? _tree : null);

    internal ReadOnlySpan<int> DecilePositions => _decilePositions;

    /// <summary>Builds the bins from the values of the reference.</summary>
    /// <param name="values">Any length and order; NaN and infinities are dropped.</param>
    /// <param name="bins">Quantile bins wanted, 10 to 100,000.</param>
    /// <param name="float32">The values are floats widened to double.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bins"/> is out of range.</exception>
    public static NumericBins FromReference(ReadOnlySpan<double> values, int bins = DefaultBins, bool float32 = false)
    {
        NumericBinsBuilder.CheckBins(bins);
        using var sorted = SortedSample.Of(values, float32);
        return NumericBinsBuilder.Build(sorted.Values, bins, float32);
    }

    /// <summary>The bin of a finite value, 0 to <see cref="Count"/> - 1.</summary>
    public int BinOf(double value) => _tree.Find(value);

    /// <summary>
    /// True if the bin can hold one representable value only, so that no order inside it is lost: its two edges are
    /// neighbours (as floats when <see cref="Float32"/>).
    /// </summary>
    public bool IsOwn(int bin)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bin);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bin, Count);
        return bin > 0 && bin < _edges.Length && Next(_edges[bin - 1], Float32) == _edges[bin];
    }

    /// <summary>The next representable value above a finite one.</summary>
    internal static double Next(double value, bool float32) =>
        float32 ? MathF.BitIncrement((float)value) : Math.BitIncrement(value);

    /// <summary>The smallest float that is not below a finite value: a float x is at or above both or neither.</summary>
    internal static float RoundUp(double value)
    {
        var rounded = (float)value;
        return rounded < value ? MathF.BitIncrement(rounded) : rounded;
    }

    /// <summary>Adds the counts of finite doubles to <paramref name="counts"/> (one a bin); not for a column of floats.</summary>
    internal void CountInto(ReadOnlySpan<double> finite, Span<long> counts) => _tree.CountInto(finite, counts);

    private ulong ComputeFingerprint()
    {
        var print = new Fingerprint();
        print.Add(Float32 ? 1UL : 0UL);
        print.Add((ulong)_edges.Length);
        foreach (var edge in _edges)
            print.Add(edge);
        foreach (var position in _decilePositions)
            print.Add((ulong)position);
        return print.Value;
    }
}
