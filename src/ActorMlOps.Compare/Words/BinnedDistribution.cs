using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Compare.Words;

/// <summary>
/// The distribution of numbers as their counters tell it. Rows of a bin are taken as spread evenly over it: a quantile is off by at most its
/// bin, which holds about a thousandth of the reference.
/// </summary>
internal sealed class BinnedDistribution
{
    private readonly double[] _lefts;
    private readonly double[] _rights;
    private readonly double[] _below;
    private readonly double _rows;

    private BinnedDistribution(NumericBins bins, ColumnCounters counters)
    {
        var edges = bins.Edges;
        double min = counters.Moments.Minimum!.Value, max = counters.Moments.Maximum!.Value;
        (_lefts, _rights, _below) = (new double[bins.Count], new double[bins.Count], new double[bins.Count + 1]);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            _lefts[bin] = Math.Clamp(bin == 0 ? min : edges[bin - 1], min, max);
            _rights[bin] = Math.Clamp(bin == edges.Length ? max : bins.IsOwn(bin) ? edges[bin - 1] : edges[bin], min, max);
            _below[bin + 1] = _below[bin] + counters.Counts[bin];
        }

        _rows = _below[^1];
        (Minimum, Maximum) = (min, max);
    }

    public double Minimum { get; }

    public double Maximum { get; }

    /// <summary>Null if there is no finite value.</summary>
    public static BinnedDistribution? Of(NumericBins bins, ColumnCounters counters) =>
        counters.Counted == 0 || counters.Moments.Minimum is null ? null : new(bins, counters);

    /// <summary>Share of the values below <paramref name="x"/>.</summary>
    public double Below(double x)
    {
        if (x <= Minimum)
            return 0;
        if (x > Maximum)
            return 1;
        // The last bin that starts below x.
        int low = 0, high = _lefts.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_lefts[middle] < x)
                low = middle;
            else
                high = middle - 1;
        }

        var width = _rights[low] - _lefts[low];
        var part = width > 0 && double.IsFinite(width) ? Math.Clamp((x - _lefts[low]) / width, 0, 1) : 1;
        return (_below[low] + (part * (_below[low + 1] - _below[low]))) / _rows;
    }

    /// <summary>The value with the share <paramref name="q"/> below it.</summary>
    public double Quantile(double q)
    {
        var wanted = q * _rows;
        var bin = 0;
        while (bin < _lefts.Length - 1 && _below[bin + 1] < wanted)
            bin++;
        var rows = _below[bin + 1] - _below[bin];
        var part = rows > 0 ? Math.Clamp((wanted - _below[bin]) / rows, 0, 1) : 0;
        return (_lefts[bin] * (1 - part)) + (_rights[bin] * part);
    }
}
