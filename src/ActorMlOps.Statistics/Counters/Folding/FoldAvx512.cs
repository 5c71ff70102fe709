using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>
/// Counting with AVX-512. Tree: 16 searches at once, the nodes held in registers and picked by permutes that ignore the
/// high bits of the node number; from 256 lines on by gathers. Line: one comparison of 16 edges, whose mask is ones from the
/// bottom, as edges ascend; so 16 masks at once turn into numbers of edges by their leading zeros.
/// </summary>
internal static unsafe class FoldAvx512
{
    private const int RegisterLevels = 8;

    /// <summary>Counts finite values; <paramref name="n"/> is a multiple of 16, at most 256. Returns the bin of the first.</summary>
    [SkipLocalsInit]
    public static int Count(FoldTable table, float* x, int n, ushort* counts)
    {
        var bins = stackalloc int[FoldKernel.BlockRows];
        if (table.Levels <= 6)
            FindLines(table, x, n, bins);
        else
            FindManyLines(table, x, n, bins);

        CompareLines(table.Leaves, x, n, bins);
        FoldKernel.Increment(counts, bins, n);
        return bins[0];
    }

    /// <summary>Turns the offset of each value's line into its bin.</summary>
    [SkipLocalsInit]
    private static void CompareLines(float* leaves, float* x, int n, int* bins)
    {
        var masks = stackalloc ushort[FoldKernel.BlockRows];
        // Two at a time: the loop itself costs as much as a part of the comparison.
        for (var i = 0; i < n; i += 2)
        {
            masks[i] = (ushort)AtOrBelow(leaves + bins[i], x[i]);
            masks[i + 1] = (ushort)AtOrBelow(leaves + bins[i + 1], x[i + 1]);
        }

        var width = Vector512.Create(32);
        for (var i = 0; i < n; i += 16)
        {
            var edges = width - Avx512CD.LeadingZeroCount(Avx512F.ConvertToVector512Int32(Vector256.Load(masks + i)));
            Vector512.Store(Vector512.Load(bins + i) + edges, bins + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AtOrBelow(float* line, float x) =>
        Vector512.LessThanOrEqual(Vector512.LoadAligned(line), Vector512.Create(x)).ExtractMostSignificantBits();

    private static void FindLines(FoldTable table, float* x, int n, int* lines)
    {
        var nodes = table.Nodes;
        var levels = table.Levels;
        var root = Vector512.Create(nodes[1]);
        var top = Vector512.LoadAligned(nodes);
        var from16 = levels > 4 ? Vector512.LoadAligned(nodes + 16) : default;
        var (from32, from48) = levels > 5 ? (Vector512.LoadAligned(nodes + 32), Vector512.LoadAligned(nodes + 48)) : default;
        var first = Vector512.Create(table.Lines);
        for (var i = 0; i < n; i += 16)
        {
            var v = Vector512.Load(x + i);
            var k = Top(root, top, v);
            if (levels > 4)
                k = Next(k, Avx512F.PermuteVar16x32(from16, k), v);
            if (levels > 5)
                k = Next(k, Avx512F.PermuteVar16x32x2(from32, k, from48), v);
            Vector512.Store((k - first) << 4, lines + i);
        }
    }

    private static void FindManyLines(FoldTable table, float* x, int n, int* lines)
    {
        var nodes = table.Nodes;
        var levels = table.Levels;
        var root = Vector512.Create(nodes[1]);
        var top = Vector512.LoadAligned(nodes);
        var first = Vector512.Create(table.Lines);
        var (bit5, bit6) = (Vector512.Create(32), Vector512.Create(64));
        var from16 = Vector512.LoadAligned(nodes + 16);
        // All in registers before the loop: the .NET 10 compiler breaks a permute under a mask whose table is in memory.
        var (a0, a1) = (Vector512.LoadAligned(nodes + 32), Vector512.LoadAligned(nodes + 48));
        var (b0, b1) = (Vector512.LoadAligned(nodes + 64), Vector512.LoadAligned(nodes + 80));
        var (b2, b3) = (Vector512.LoadAligned(nodes + 96), Vector512.LoadAligned(nodes + 112));
        var (c0, c1) = levels > 7 ? (Vector512.LoadAligned(nodes + 128), Vector512.LoadAligned(nodes + 144)) : default;
        var (c2, c3) = levels > 7 ? (Vector512.LoadAligned(nodes + 160), Vector512.LoadAligned(nodes + 176)) : default;
        var (c4, c5) = levels > 7 ? (Vector512.LoadAligned(nodes + 192), Vector512.LoadAligned(nodes + 208)) : default;
        var (c6, c7) = levels > 7 ? (Vector512.LoadAligned(nodes + 224), Vector512.LoadAligned(nodes + 240)) : default;
        for (var i = 0; i < n; i += 16)
        {
            var v = Vector512.Load(x + i);
            var k = Top(root, top, v);
            k = Next(k, Avx512F.PermuteVar16x32(from16, k), v);
            k = Next(k, Avx512F.PermuteVar16x32x2(a0, k, a1), v);
            k = Next(k, Pick64(b0, b1, b2, b3, k, bit5), v);
            if (levels > 7)
            {
                var (low, high) = (Pick64(c0, c1, c2, c3, k, bit5), Pick64(c4, c5, c6, c7, k, bit5));
                k = Next(k, Vector512.ConditionalSelect(Vector512.Equals(k & bit6, bit6).AsSingle(), high, low), v);
            }

            for (var level = RegisterLevels; level < levels; level++)
            {
                var low = Avx2.GatherVector256(nodes, k.GetLower(), sizeof(float));
                k = Next(k, Vector512.Create(low, Avx2.GatherVector256(nodes, k.GetUpper(), sizeof(float))), v);
            }

            Vector512.Store((k - first) << 4, lines + i);
        }
    }

    /// <summary>Levels one to four: nodes 1 to 15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Top(Vector512<float> root, Vector512<float> top, Vector512<float> v)
    {
        var k = Next(Vector512<int>.One, root, v);
        k = Next(k, Avx512F.PermuteVar16x32(top, k), v);
        k = Next(k, Avx512F.PermuteVar16x32(top, k), v);
        return Next(k, Avx512F.PermuteVar16x32(top, k), v);
    }

    /// <summary>The right child where the node is at or below the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Next(Vector512<int> k, Vector512<float> node, Vector512<float> v)
    {
        var left = k + k;
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(node, v).AsInt32(), left + Vector512<int>.One, left);
    }

    /// <summary>The node at the low six bits of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pick64(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<int> k, Vector512<int> bit5) =>
        Vector512.ConditionalSelect(
            Vector512.Equals(k & bit5, bit5).AsSingle(), Avx512F.PermuteVar16x32x2(c, k, d), Avx512F.PermuteVar16x32x2(a, k, b));
}
