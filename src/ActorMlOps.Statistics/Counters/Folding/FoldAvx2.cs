using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ActorMlOps.Statistics.Counters.Folding;

/// <summary>
/// Counting with AVX2. As <see cref="FoldAvx512"/> with 8 lanes: permutes of 8 nodes joined by blends down to 64 nodes,
/// gathers below. Line: the comparisons of eight values are added up across, which costs less than eight masks.
/// </summary>
internal static unsafe class FoldAvx2
{
    private const int RegisterLevels = 6;

    /// <inheritdoc cref="FoldAvx512.Count"/>
    [SkipLocalsInit]
    public static int Count(FoldTable table, float* x, int n, ushort* counts)
    {
        var bins = stackalloc int[FoldKernel.BlockRows];
        FindLines(table, x, n, bins);

        CompareLines(table.Leaves, x, n, bins);
        FoldKernel.Increment(counts, bins, n);
        return bins[0];
    }

    /// <inheritdoc cref="FoldAvx512.CompareLines"/>
    private static void CompareLines(float* leaves, float* x, int n, int* bins)
    {
        var minusOne = Vector256.Create((short)-1);
        for (var i = 0; i < n; i += 8)
        {
            var line = bins + i;
            var v = x + i;
            var first = Avx2.HorizontalAdd(Two(leaves, line, v, minusOne), Two(leaves, line + 2, v + 2, minusOne));
            var second = Avx2.HorizontalAdd(Two(leaves, line + 4, v + 4, minusOne), Two(leaves, line + 6, v + 6, minusOne));
            var edges = Avx2.Permute2x128(first, second, 0x20) + Avx2.Permute2x128(first, second, 0x31);
            Vector256.Store(Vector256.Load(line) + edges, line);
        }
    }

    /// <summary>Edges at or below each of two values; in each half of the vector two numbers a value, whose sum counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Two(float* leaves, int* lines, float* x, Vector256<short> minusOne) => Avx2.MultiplyAddAdjacent(
        Avx2.PackSignedSaturate(MinusAtOrBelow(leaves + lines[0], x[0]), MinusAtOrBelow(leaves + lines[1], x[1])), minusOne);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MinusAtOrBelow(float* line, float x)
    {
        var v = Vector256.Create(x);
        return Vector256.LessThanOrEqual(Vector256.LoadAligned(line), v).AsInt32()
            + Vector256.LessThanOrEqual(Vector256.LoadAligned(line + 8), v).AsInt32();
    }

    private static void FindLines(FoldTable table, float* x, int n, int* lines)
    {
        var nodes = table.Nodes;
        var levels = table.Levels;
        var root = Vector256.Create(nodes[1]);
        var top = Vector256.LoadAligned(nodes);
        var from8 = Vector256.LoadAligned(nodes + 8);
        // All in registers before the loop: the .NET 10 compiler breaks a permute under a mask whose table is in memory.
        var (a0, a1) = levels > 4 ? (Vector256.LoadAligned(nodes + 16), Vector256.LoadAligned(nodes + 24)) : default;
        var (b0, b1) = levels > 5 ? (Vector256.LoadAligned(nodes + 32), Vector256.LoadAligned(nodes + 40)) : default;
        var (b2, b3) = levels > 5 ? (Vector256.LoadAligned(nodes + 48), Vector256.LoadAligned(nodes + 56)) : default;
        var first = Vector256.Create(table.Lines);
        for (var i = 0; i < n; i += 8)
        {
            var v = Vector256.Load(x + i);
            var k = Next(Vector256<int>.One, root, v);
            k = Next(k, Avx2.PermuteVar8x32(top, k), v);
            k = Next(k, Avx2.PermuteVar8x32(top, k), v);
            k = Next(k, Avx2.PermuteVar8x32(from8, k), v);
            if (levels > 4)
                k = Next(k, Pick16(a0, a1, k), v);
            if (levels > 5)
                k = Next(k, Avx.BlendVariable(Pick16(b0, b1, k), Pick16(b2, b3, k), (k << 27).AsSingle()), v);
            for (var level = RegisterLevels; level < levels; level++)
                k = Next(k, Avx2.GatherVector256(nodes, k, sizeof(float)), v);
            Vector256.Store((k - first) << 4, lines + i);
        }
    }

    /// <inheritdoc cref="FoldAvx512.Next"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Next(Vector256<int> k, Vector256<float> node, Vector256<float> v) =>
        k + k - Vector256.LessThanOrEqual(node, v).AsInt32();

    /// <summary>The node at the low four bits of k; a blend looks at the sign bit, so bit 3 is moved there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pick16(Vector256<float> low, Vector256<float> high, Vector256<int> k) =>
        Avx.BlendVariable(Avx2.PermuteVar8x32(low, k), Avx2.PermuteVar8x32(high, k), (k << 28).AsSingle());
}
