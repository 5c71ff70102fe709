using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Counters;

/// <summary>What the bins of a numeric column tell of its values, each figure with the bounds between which that of the raw values lies.</summary>
public static class BinSummary
{
    /// <summary>
    /// The value below which a share of the finite values lies; exact where its bin holds one value only, else somewhere in its bin (value:
    /// rows spread evenly). Undefined without values.
    /// </summary>
    /// <param name="column">Counters of a numeric column.</param>
    /// <param name="bins">Its bins.</param>
    /// <param name="share">0 to 1.</param>
    public static MetricValue Quantile(ColumnCounters column, NumericBins bins, double share)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(bins);
        var counted = column.Counted;
        if (counted == 0)
            return MetricValue.Undefined(MetricReasons.NoRows);
        var wanted = share * (counted - 1);
        long before = 0;
        var last = 0;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var rows = column.Counts[bin];
            if (rows == 0)
                continue;
            last = bin;
            if (before + rows > wanted)
            {
                var (low, high) = Bounds(column, bins, bin);
                if (bins.IsOwn(bin))
                    return MetricValue.Exact(low!.Value);
                return Between(low, high, rows == 1 ? 0.5 : (wanted - before) / (rows - 1));
            }

            before += rows;
        }

        var (from, to) = Bounds(column, bins, last);
        return Between(from, to, 1);
    }

    /// <summary>
    /// How many values lie below the reference's least or above its largest. Exact where the open bins hold none of them, or nothing but them;
    /// else the value is null.
    /// </summary>
    public static MetricValue OutsideRange(ColumnProfile profile, ColumnCounters column)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(column);
        var (reference, current) = (profile.Reference.Moments, column.Moments);
        if (profile.Bins is not { } bins || reference.Minimum is not { } least || reference.Maximum is not { } most)
            return MetricValue.Undefined(profile.Bins is null ? "notApplicable" : "emptyReference");
        if (column.Counted == 0)
            return MetricValue.Exact(0);
        if (current.Minimum is null || current.Maximum is null)
            return MetricValue.Undefined("momentsNotKept");
        long low = 0, high = 0;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var rows = column.Counts[bin];
            var from = bin == 0 ? double.NegativeInfinity : bins.Edges[bin - 1];
            var to = bin == bins.Edges.Length ? double.PositiveInfinity : bins.Edges[bin];
            if (rows == 0 || (from >= least && (to <= most || (bins.IsOwn(bin) && from <= most))))
                continue;
            // All of them, if the bin lies wholly outside; else at least the extreme one, at most all but what must lie inside.
            if (to <= least || from > most)
            {
                (low, high) = (low + rows, high + rows);
                continue;
            }

            var below = from < least && current.Minimum < least;
            var above = to > most && current.Maximum > most;
            if (!below && !above)
                continue;
            low += Math.Min(rows, (below ? 1 : 0) + (above && current.Maximum < to ? 1 : 0));
            high += rows;
        }

        return low == high ? MetricValue.Exact(low) : new MetricValue(null, low, high, "withinBins");
    }

    /// <summary>Between which values the rows of a bin lie; the open ends by the window's own extremes.</summary>
    public static (double? Low, double? High) Bounds(ColumnCounters column, NumericBins bins, int bin)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(bins);
        var moments = column.Moments;
        double? low = bin == 0 ? moments.Minimum : bins.Edges[bin - 1];
        double? high = bin == bins.Edges.Length ? moments.Maximum : bins.Edges[bin];
        return (
            low is { } l && moments.Minimum is { } min ? Math.Max(l, min) : low,
            high is { } h && moments.Maximum is { } max ? Math.Min(h, max) : high);
    }

    private static MetricValue Between(double? low, double? high, double share) => low is { } l && high is { } h
        ? new MetricValue(Math.Clamp(l + ((h - l) * Math.Clamp(share, 0, 1)), l, h), l, h, l == h ? null : "withinBins")
        : new MetricValue(null, low, high, "openBins");
}
