using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Counters;

/// <summary>Chooses the edges of <see cref="NumericBins"/> from the reference.</summary>
internal static class NumericBinsBuilder
{
    private const int MinBins = 10;
    private const int MaxBins = 100_000;

    /// <summary>Builds from the ascending finite values of a column; floats widened to doubles if <paramref name="float32"/>.</summary>
    public static NumericBins Build(ReadOnlySpan<double> sorted, int bins, bool float32)
    {
        CheckBins(bins);
        if (sorted.IsEmpty)
            return new NumericBins([], [], float32);

        var few = HasAtMostDistinct(sorted, (bins - 1) / 2);
        var own = OwnBins(sorted, few ? 0 : sorted.Length / (double)bins, float32);
        var deciles = Fractions(sorted, 10, float32);
        var edges = Union(own, few ? [] : Fractions(sorted, bins, float32));
        var all = Union(edges, deciles).ToArray();
        return new NumericBins(all, [.. Union(deciles, []).Select(edge => Array.BinarySearch(all, edge))], float32);
    }

    public static void CheckBins(int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, MinBins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bins, MaxBins);
    }

    /// <summary>The quantiles at 1/parts, 2/parts...; ascending, not distinct.</summary>
    private static List<double> Fractions(ReadOnlySpan<double> sorted, int parts, bool float32)
    {
        var edges = new List<double>(parts - 1);
        for (var k = 1; k < parts; k++)
            AddEdge(edges, RoundUp(Quantiles.Type7(sorted, k / (double)parts), float32));
        return edges;
    }

    /// <summary>An own bin [v, next(v)) for every value with more than <paramref name="mass"/> rows; ascending.</summary>
    private static List<double> OwnBins(ReadOnlySpan<double> sorted, double mass, bool float32)
    {
        var edges = new List<double>();
        // More than mass equal values in a row span two neighbouring multiples of half as many, so only these are compared.
        var step = int.Max(1, ((int)mass + 1) / 2);
        for (var at = 0; at < sorted.Length;)
        {
            if (step > 1 && (at + step >= sorted.Length || sorted[at + step] != sorted[at]))
            {
                at += step;
                continue;
            }

            var value = sorted[at];
            int from = at, to = at + 1;
            while (from > 0 && sorted[from - 1] == value)
                from--;
            while (to < sorted.Length && sorted[to] == value)
                to++;
            if (to - from > mass)
            {
                AddEdge(edges, value);
                AddEdge(edges, NumericBins.Next(value, float32));
            }

            at = (to + step - 1) / step * step;
        }

        return edges;
    }

    // Above the largest finite number there is nothing to tell apart: the last bin is open.
    private static void AddEdge(List<double> edges, double edge)
    {
        if (double.IsFinite(edge))
            edges.Add(edge);
    }

    private static double RoundUp(double value, bool float32) => float32 ? NumericBins.RoundUp(value) : value;

    private static bool HasAtMostDistinct(ReadOnlySpan<double> sorted, int most)
    {
        var distinct = 1;
        for (var i = 1; i < sorted.Length && distinct <= most; i++)
            distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
        return distinct <= most;
    }

    /// <summary>The distinct values of two ascending lists, ascending.</summary>
    private static List<double> Union(List<double> a, List<double> b)
    {
        var union = new List<double>(a.Count + b.Count);
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            var next = j == b.Count || (i < a.Count && a[i] <= b[j]) ? a[i++] : b[j++];
            if (union.Count == 0 || union[^1] != next)
                union.Add(next);
        }

        return union;
    }
}
