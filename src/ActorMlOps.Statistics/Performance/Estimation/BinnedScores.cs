using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>
/// A window's scores as its counters hold them, by the reference's quantile bins and by what the model answered: what estimation needs of
/// any number of predictions, at no more than the bytes that drift detection takes anyway.
/// </summary>
/// <remarks>
/// Bound: a score is known to its bin, that is to about a thousandth of the reference's mass; a value with a bin of its own is exact. A bin is
/// represented by its middle, the two open ones by the middle of the edge and the window's extreme. Cost: linear in the bins.
/// </remarks>
public sealed class BinnedScores
{
    private readonly List<(double Score, long Selected, long Rejected)> _groups = [];

    /// <summary>Reads the counters of a window.</summary>
    /// <param name="bins">Of the score's column.</param>
    /// <param name="all">Scores of all predictions.</param>
    /// <param name="selected">Scores of those answered positive, in the same bins.</param>
    /// <param name="unknown">Predictions of no known class.</param>
    /// <exception cref="ArgumentException">The counters have other bins.</exception>
    public BinnedScores(NumericBins bins, ColumnCounters all, ColumnCounters selected, long unknown = 0)
    {
        ArgumentNullException.ThrowIfNull(bins);
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(selected);
        if (all.Counts.Length != bins.Count || selected.Counts.Length != bins.Count)
            throw new ArgumentException("The counters and the bins belong to different columns; take both from one profile.", nameof(bins));
        (Rows, Unknown) = (all.Rows, unknown);
        Undefined = all.Missing + all.NaN + all.PositiveInfinity + all.NegativeInfinity;
        var edges = bins.Edges;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            var rows = all.Counts[bin];
            if (rows == 0)
                continue;
            var low = bin == 0 ? all.Moments.Minimum ?? 0 : edges[bin - 1];
            var high = bin == edges.Length ? all.Moments.Maximum ?? 0 : edges[bin];
            IsExact &= bins.IsOwn(bin);
            _groups.Add((bins.IsOwn(bin) ? low : (low + high) / 2, Math.Min(selected.Counts[bin], rows), Math.Max(0, rows - selected.Counts[bin])));
        }
    }

    /// <summary>Predictions.</summary>
    public long Rows { get; }

    /// <summary>Predictions whose score is missing or no finite number.</summary>
    public long Undefined { get; }

    /// <summary>Predictions of no known class; they are among those not answered positive.</summary>
    public long Unknown { get; }

    /// <summary>True if every score has a bin of its own.</summary>
    public bool IsExact { get; } = true;

    internal IEnumerable<(double Score, long Selected, long Rejected)> Groups => _groups;
}
