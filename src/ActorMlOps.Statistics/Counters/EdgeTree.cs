using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// Number of edges &lt;= x by a search without branches: a perfect binary tree in breadth-first (Eytzinger) order, root
/// at 1, padded with a key above every finite one. Numbers are compared as order-preserving integers; float columns use
/// 32-bit keys, which halves the tree. Four searches run interleaved to hide the latency of the loads.
/// </summary>
internal sealed class EdgeTree
{
    private readonly int _depth;
    private readonly int[] _narrow = [];
    private readonly long[] _wide = [];
    private readonly bool _float32;

    /// <summary>The tree of a float column; edges ascend, an infinite one is never reached by a finite number.</summary>
    public EdgeTree(ReadOnlySpan<float> edges)
    {
        _float32 = true;
        _depth = Depth(edges.Length);
        var keys = new int[edges.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Key(edges[i]);
        var next = 0;
        _narrow = new int[1 << _depth];
        Fill(_narrow, keys, int.MaxValue, 1, ref next);
    }

    /// <summary>The tree of a double column.</summary>
    public EdgeTree(ReadOnlySpan<double> edges)
    {
        _depth = Depth(edges.Length);
        var keys = new long[edges.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Key(edges[i]);
        var next = 0;
        _wide = new long[1 << _depth];
        Fill(_wide, keys, long.MaxValue, 1, ref next);
    }

    public static EdgeTree Of(double[] edges, bool float32) =>
        float32 ? new EdgeTree(Array.ConvertAll(edges, edge => (float)edge)) : new EdgeTree(edges);

    public int Find(double x)
    {
        var k = 1;
        if (_float32)
        {
            var key = Key((float)x);
            for (var level = 0; level < _depth; level++)
                k = (2 * k) + (_narrow[k] <= key ? 1 : 0);
        }
        else
        {
            var key = Key(x);
            for (var level = 0; level < _depth; level++)
                k = (2 * k) + (_wide[k] <= key ? 1 : 0);
        }

        return k - (1 << _depth);
    }

    /// <summary>Adds the counts of finite doubles; only for the tree of a double column.</summary>
    public void CountInto(ReadOnlySpan<double> finite, Span<long> counts)
    {
        for (var done = CountWide(finite, counts); done < finite.Length; done++)
            counts[Find(finite[done])]++;
    }

    /// <summary>Adds the counts of finite floats, a multiple of four, and returns the bin of the first; only for a float tree.</summary>
    public int CountInto(ReadOnlySpan<float> finite, Span<ushort> counts)
    {
        ref var tree = ref MemoryMarshal.GetArrayDataReference(_narrow);
        var (depth, leaves) = (_depth, 1 << _depth);
        for (var i = 0; i + 4 <= finite.Length; i += 4)
        {
            var (x0, x1, x2, x3) = (Key(finite[i]), Key(finite[i + 1]), Key(finite[i + 2]), Key(finite[i + 3]));
            nint k0 = 1, k1 = 1, k2 = 1, k3 = 1;
            // In range: before level l every k is below 2^(l+1) <= the tree's length.
            for (var level = 0; level < depth; level++)
            {
                k0 = (2 * k0) + (Unsafe.Add(ref tree, k0) <= x0 ? 1 : 0);
                k1 = (2 * k1) + (Unsafe.Add(ref tree, k1) <= x1 ? 1 : 0);
                k2 = (2 * k2) + (Unsafe.Add(ref tree, k2) <= x2 ? 1 : 0);
                k3 = (2 * k3) + (Unsafe.Add(ref tree, k3) <= x3 ? 1 : 0);
            }

            counts[(int)k0 - leaves]++;
            counts[(int)k1 - leaves]++;
            counts[(int)k2 - leaves]++;
            counts[(int)k3 - leaves]++;
        }

        return Find(finite[0]);
    }

    private int CountWide(ReadOnlySpan<double> finite, Span<long> counts)
    {
        ref var tree = ref MemoryMarshal.GetArrayDataReference(_wide);
        var (depth, leaves, i) = (_depth, 1 << _depth, 0);
        for (; i + 4 <= finite.Length; i += 4)
        {
            var (x0, x1, x2, x3) = (Key(finite[i]), Key(finite[i + 1]), Key(finite[i + 2]), Key(finite[i + 3]));
            nint k0 = 1, k1 = 1, k2 = 1, k3 = 1;
            for (var level = 0; level < depth; level++)
            {
                k0 = (2 * k0) + (Unsafe.Add(ref tree, k0) <= x0 ? 1 : 0);
                k1 = (2 * k1) + (Unsafe.Add(ref tree, k1) <= x1 ? 1 : 0);
                k2 = (2 * k2) + (Unsafe.Add(ref tree, k2) <= x2 ? 1 : 0);
                k3 = (2 * k3) + (Unsafe.Add(ref tree, k3) <= x3 ? 1 : 0);
            }

            counts[(int)k0 - leaves]++;
            counts[(int)k1 - leaves]++;
            counts[(int)k2 - leaves]++;
            counts[(int)k3 - leaves]++;
        }

        return i;
    }

    // Adding zero folds -0 into +0; negative numbers have their magnitude flipped so that integers order as numbers do.
    private static int Key(float x)
    {
        var bits = BitConverter.SingleToInt32Bits(x + 0f);
        return bits ^ (int)((uint)(bits >> 31) >> 1);
    }

    private static long Key(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x + 0.0);
        return bits ^ (long)((ulong)(bits >> 63) >> 1);
    }

    private static int Depth(int edges) => edges == 0 ? 0 : BitOperations.Log2((uint)edges) + 1;

    private static void Fill<T>(T[] tree, T[] sorted, T padding, int node, ref int next)
    {
        if (node >= tree.Length)
            return;
        Fill(tree, sorted, padding, 2 * node, ref next);
        tree[node] = next < sorted.Length ? sorted[next] : padding;
        next++;
        Fill(tree, sorted, padding, (2 * node) + 1, ref next);
    }
}
