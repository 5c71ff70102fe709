using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>
/// The edges of one column laid out for the fold kernel: lines of 16 edges under a tree over every sixteenth edge.
/// Immutable; shared by all counters of the column. About 4.5 KB at 1,000 edges.
/// </summary>
/// <remarks>
/// Invariants. Edges are floats rounded up, ascending (a column of doubles may repeat one). G lines, a power of two, at
/// least 16. <c>Leaves[16 G]</c>: the edges, padded with NaN, which compares false. <c>Nodes[G]</c>: breadth-first
/// (Eytzinger) tree, root at 1, over <c>edge[16 j]</c>, j = 1..G - 1. With l the number of separators &lt;= x and p the
/// number of edges &lt;= x in line l, <c>bin(x) = 16 l + p</c>: a line before l lies wholly at or below x. Both arrays are
/// pinned and start on a cache line, so that one line is one load.
/// </remarks>
internal sealed unsafe class FoldTable
{
    public const int LineEdges = 16;

    private const int FewestLines = 16;
    private const int CacheLine = 64;

    private readonly float[] _memory;

    public FoldTable(ReadOnlySpan<double> edges, EdgeTree? narrow)
    {
        var floats = new float[edges.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = NumericBins.RoundUp(edges[i]);

        Lines = (int)BitOperations.RoundUpToPowerOf2((uint)int.Max(FewestLines, (edges.Length + LineEdges - 1) / LineEdges));
        Levels = BitOperations.Log2((uint)Lines);
        _memory = GC.AllocateUninitializedArray<float>((Lines * (LineEdges + 1)) + (CacheLine / sizeof(float)), pinned: true);
        _memory.AsSpan().Fill(float.NaN);
        var start = (byte*)Unsafe.AsPointer(ref _memory[0]);
        Leaves = (float*)(start + (CacheLine - ((nuint)start % CacheLine)));
        Nodes = Leaves + (Lines * LineEdges);
        floats.CopyTo(new Span<float>(Leaves, Lines * LineEdges));
        var next = 1;
        FillNodes(1, ref next);
        Tree = narrow ?? new EdgeTree(floats);
    }

    /// <summary>Lines of 16 edges, G above.</summary>
    public int Lines { get; }

    /// <summary>Depth of the tree over the lines: log2 of <see cref="Lines"/>, at least 4.</summary>
    public int Levels { get; }

    /// <summary>Valid while this object is alive.</summary>
    public float* Leaves { get; }

    /// <inheritdoc cref="Leaves"/>
    public float* Nodes { get; }

    /// <summary>The same edges for the scalar path.</summary>
    public EdgeTree Tree { get; }

    private void FillNodes(int node, ref int next)
    {
        if (node >= Lines)
            return;
        FillNodes(2 * node, ref next);
        Nodes[node] = Leaves[LineEdges * next++];
        FillNodes((2 * node) + 1, ref next);
    }
}
