using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Doane's histogram (1976), as numpy's <c>doane</c>: 1 + log2 n + log2(1 + |skewness|/s) equal widths, s^2 = 6 (n - 2)/((n + 1)(n + 3)).
/// </summary>
internal static class Doane
{
    /// <summary>The edges from the moments of at least one value, both ends included; a constant column gets one bin of width 1.</summary>
    public static double[] Edges(Moments moments)
    {
        double n = moments.Count, min = moments.Minimum ?? 0, max = moments.Maximum ?? 0;
        if (min == max)
            return [Math.Max(double.MinValue, min - 0.5), Math.Min(double.MaxValue, max + 0.5)];
        double bins = 1;
        // Without a finite third moment the rule has no answer; a plain Sturges count has.
        if (n > 2)
        {
            var skew = Math.Abs(moments.Skewness ?? 0) / Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
            bins = Math.Ceiling(1 + Math.Log2(n) + Math.Log2(1 + skew));
        }

        var edges = new double[(int)bins + 1];
        for (var k = 0; k < edges.Length; k++)
            edges[k] = double.IsFinite(max - min) ? min + (k * ((max - min) / bins)) : (min * (1 - (k / bins))) + (max * (k / bins));
        edges[^1] = max;
        return edges;
    }

    /// <summary>Rows between the edges, from counters: those of a bin that an edge cuts are split evenly over its width.</summary>
    /// <param name="edges">Ascending.</param>
    /// <param name="bins">The layout of the counters.</param>
    /// <param name="counters">The rows.</param>
    /// <param name="reference">Closes the end bins where the counters' own moments are not known.</param>
    public static double[] Masses(double[] edges, NumericBins bins, ColumnCounters counters, Moments reference)
    {
        var own = counters.MomentsKnown && counters.Counted > 0 ? counters.Moments : reference;
        double min = own.Minimum ?? edges[0], max = own.Maximum ?? edges[^1];
        var masses = new double[edges.Length - 1];
        double previous = Below(edges[0]);
        for (var k = 0; k < masses.Length; k++)
        {
            // The last bin is closed: rows at the maximum belong to it.
            var next = k == masses.Length - 1 ? Below(Math.BitIncrement(edges[^1])) : Below(edges[k + 1]);
            masses[k] = Math.Max(0, next - previous);
            previous = next;
        }

        return masses;

        double Below(double x)
        {
            double below = 0;
            for (var bin = 0; bin < bins.Count; bin++)
            {
                var left = bin == 0 ? min : bins.Edges[bin - 1];
                var right = bin == bins.Count - 1 ? max : bins.Edges[bin];
                if (x <= left)
                    break;
                below += x > right || bins.IsOwn(bin) || right <= left ? counters.Counts[bin] : counters.Counts[bin] * Part(left, x, right);
            }

            return below;
        }
    }

    // Halves where the width is beyond the largest double; never below the least one.
    private static double Part(double left, double x, double right) => double.IsFinite(right - left)
        ? Math.Min(1, (x - left) / (right - left))
        : Math.Min(1, ((x / 2) - (left / 2)) / ((right / 2) - (left / 2)));
}
