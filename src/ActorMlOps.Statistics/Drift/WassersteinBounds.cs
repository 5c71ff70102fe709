using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// What counters tell about the first Wasserstein distance, the integral of |F - G|. At a bin's edges F - G is known: d at the
/// left, d + p - q at the right, p and q the bin's masses. Inside it lies in [d - q, d + p], so the bin of width w adds at least w
/// max(0, d - q, -d - p) and at most w max(d + p, q - d): both are attained by rows at the bin's ends. The value takes both sides
/// as spread evenly over the bin.
/// </summary>
/// <remarks>
/// The open end bins reach to the minimum and maximum of both sides' moments. The difference of the two means is a second lower bound.
/// Width of the interval: at most the sum of w (p + q), so about twice the range over B; 0 where every value has its own bin. Cost O(B).
/// </remarks>
/// <param name="Value">The estimate, between the bounds.</param>
/// <param name="Low">The distance is at least this.</param>
/// <param name="High">The distance is at most this; null if <paramref name="Open"/>.</param>
/// <param name="Open">An end bin is in use and the moments that would close it are not known.</param>
internal readonly record struct WassersteinBounds(double Value, double Low, double? High, bool Open)
{
    public static WassersteinBounds Of(NumericBins bins, ColumnCounters reference, ColumnCounters current)
    {
        var (min, max) = Range(reference, current);
        ReadOnlySpan<long> rows = reference.Counts, rowsNow = current.Counts;
        var edges = bins.Edges;
        var open = (min is null && rows[0] + rowsNow[0] > 0) || (max is null && rows[^1] + rowsNow[^1] > 0);
        double n = reference.Counted, m = current.Counted;
        var from = min ?? (edges.IsEmpty ? 0 : edges[0]);
        var to = max ?? (edges.IsEmpty ? 0 : edges[^1]);
        // A span beyond the largest double is measured in quarters.
        var scale = double.IsFinite(to - from) ? 1 : 0.25;
        double value = 0, low = 0, high = 0;
        long before = 0, beforeNow = 0;
        for (var bin = 0; bin < rows.Length; bin++)
        {
            double d = (before / n) - (beforeNow / m), p = rows[bin] / n, q = rowsNow[bin] / m;
            before += rows[bin];
            beforeNow += rowsNow[bin];
            var after = (before / n) - (beforeNow / m);
            var left = Math.Max(from, bin == 0 ? from : edges[bin - 1]);
            var right = Math.Min(to, bin == edges.Length ? to : edges[bin]);
            if (left >= right)
                continue;
            var width = (scale * right) - (scale * left);
            if (p + q == 0 || bins.IsOwn(bin))
            {
                // Nothing inside, or everything at the left edge.
                var known = width * Math.Abs(after);
                (value, low, high) = (value + known, low + known, high + known);
                continue;
            }

            low += width * Math.Max(0, Math.Max(d - q, -d - p));
            high += width * Math.Max(d + p, q - d);
            value += width * EvenSpread(d, after);
        }

        (value, low, high) = (value / scale, low / scale, high / scale);
        // Means are rounded: the bound they give must not pass the one above.
        if (reference.Moments.Mean is { } mean && current.Moments.Mean is { } meanNow && double.IsFinite(meanNow - mean))
            low = Math.Max(low, Math.Min(open ? value : high, Math.Abs(meanNow - mean) * (1 - 1e-9)));
        return new WassersteinBounds(Math.Max(value, low), low, open ? null : high, open);
    }

    /// <summary>The mean of |d + t (after - d)| over t from 0 to 1.</summary>
    private static double EvenSpread(double d, double after)
    {
        double a = Math.Abs(d), b = Math.Abs(after);
        return d * after >= 0 ? (a + b) / 2 : ((a * a) + (b * b)) / (2 * (a + b));
    }

    private static (double? Minimum, double? Maximum) Range(ColumnCounters reference, ColumnCounters current)
    {
        if (!reference.MomentsKnown || !current.MomentsKnown)
            return (null, null);
        return (
            Math.Min(reference.Moments.Minimum ?? double.MaxValue, current.Moments.Minimum ?? double.MaxValue),
            Math.Max(reference.Moments.Maximum ?? double.MinValue, current.Moments.Maximum ?? double.MinValue));
    }
}
