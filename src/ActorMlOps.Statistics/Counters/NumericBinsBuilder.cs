using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Counters;

/// <summary>Chooses the edges of <see cref="NumericBins"/> from the reference.</summary>
internal static class NumericBinsBuilder
{
    private const int MinBins = 10;
    private const int MaxBins = 100_000;

    public static NumericBins Build(ReadOnlySpan<double> values, int bins, bool float32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, MinBins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaxBins);
        var sorted = SortedFinite(values, float32);
        if (sorted.Length == 0)
            return new NumericBins([], [], float32);

        var edges = new SortedSet<double>();
        var few = CountDistinct(sorted) <= (bins - 1) / 2;
        AddOwnBins(edges, sorted, few ? 0 : sorted.Length / (double)bins, float32);
        if (!few)
        {
            for (var k = 1; k < bins; k++)
                AddEdge(edges, RoundUp(Quantiles.Type7(sorted, k / (double)bins), float32));
        }

        var deciles = new SortedSet<double>();
        for (var k = 1; k <= 9; k++)
            AddEdge(deciles, RoundUp(Quantiles.Type7(sorted, k / 10.0), float32));
        edges.UnionWith(deciles);

        var all = edges.ToArray();
        return new NumericBins(all, [.. deciles.Select(edge => Array.BinarySearch(all, edge))], float32);
    }

    /// <summary>An own bin [v, next(v)) for every value with more than <paramref name="mass"/> rows.</summary>
    private static void AddOwnBins(SortedSet<double> edges, ReadOnlySpan<double> sorted, double mass, bool float32)
    {
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
                to++;
            if (to - from <= mass)
                continue;
            AddEdge(edges, sorted[from]);
            AddEdge(edges, NumericBins.Next(sorted[from], float32));
        }
    }

    // Above the largest finite number there is nothing to tell apart: the last bin is open.
    private static void AddEdge(SortedSet<double> edges, double edge)
    {
        if (double.IsFinite(edge))
            edges.Add(edge);
    }

    private static double RoundUp(double value, bool float32) => float32 ? NumericBins.RoundUp(value) : value;

    private static int CountDistinct(ReadOnlySpan<double> sorted)
    {
        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        return distinct;
    }

    private static double[] SortedFinite(ReadOnlySpan<double> values, bool float32)
    {
        var kept = new double[values.Length];
        var count = 0;
        foreach (var value in values)
        {
            // Adding zero folds -0 into +0: they are equal, but their neighbours and bits are not.
            var x = (float32 ? (float)value : value) + 0.0;
            if (double.IsFinite(x))
                kept[count++] = x;
        }

        Array.Resize(ref kept, count);
        Array.Sort(kept);
        return kept;
    }
}
