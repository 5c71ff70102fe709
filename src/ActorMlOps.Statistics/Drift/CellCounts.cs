using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>Two rows of counts over the same cells.</summary>
internal sealed class CellCounts
{
    public CellCounts(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        if (reference.Length != current.Length)
        {
            throw new ArgumentException(
                $"The reference has {reference.Length} cells, the current side {current.Length}; count both over the same cells.",
                nameof(current));
        }

        (Reference, Current) = (reference.ToArray(), current.ToArray());
        for (var i = 0; i < Reference.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(Reference[i], nameof(reference));
            ArgumentOutOfRangeException.ThrowIfNegative(Current[i], nameof(current));
            ReferenceTotal += Reference[i];
            CurrentTotal += Current[i];
            NonEmpty += Reference[i] + Current[i] > 0 ? 1 : 0;
            ReferenceCells += Reference[i] > 0 ? 1 : 0;
        }

        (ReferenceShares, CurrentShares) = (new double[reference.Length], new double[reference.Length]);
        UpdateShares();
    }

    public long[] Reference { get; }

    public long[] Current { get; }

    public long ReferenceTotal { get; }

    public long CurrentTotal { get; }

    /// <summary>Shares of the reference; all 0 if it is empty.</summary>
    public double[] ReferenceShares { get; }

    /// <summary>Shares of the current side; all 0 if it is empty.</summary>
    public double[] CurrentShares { get; }

    /// <summary>Cells with a row on either side.</summary>
    public int NonEmpty { get; }

    /// <summary>Cells with a row of the reference.</summary>
    public int ReferenceCells { get; }

    /// <summary>Why nothing can be compared, or null.</summary>
    public string? EmptySide => Samples.EmptySide(ReferenceTotal, CurrentTotal);

    /// <summary>Puts counts by name side by side, in ordinal order of the names.</summary>
    public static CellCounts Align(IReadOnlyDictionary<string, long> reference, IReadOnlyDictionary<string, long> current)
    {
        string[] names = [.. reference.Keys.Union(current.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new CellCounts(
            Array.ConvertAll(names, name => reference.GetValueOrDefault(name)),
            Array.ConvertAll(names, name => current.GetValueOrDefault(name)));
    }

    /// <summary>The decile bins of a numeric column, or the categories with the unseen ones together as the last cell.</summary>
    public static CellCounts OfColumn(ColumnProfile profile, ColumnCounters current) => profile.Bins is { } bins
        ? Between(profile, current, bins.DecilePositions)
        : new CellCounts([.. profile.Reference.Counts, profile.Reference.Unseen], [.. current.Counts, current.Unseen]);

    /// <summary>Sums the bins between the edges at <paramref name="positions"/>.</summary>
    public static CellCounts Between(ColumnProfile profile, ColumnCounters current, ReadOnlySpan<int> positions)
    {
        var reference = new long[positions.Length + 1];
        var now = new long[positions.Length + 1];
        ReadOnlySpan<long> before = profile.Reference.Counts, counts = current.Counts;
        var cell = 0;
        for (var bin = 0; bin < before.Length; bin++)
        {
            // Bin b starts at edge b - 1.
            while (cell < positions.Length && positions[cell] < bin)
                cell++;
            reference[cell] += before[bin];
            now[cell] += counts[bin];
        }

        return new CellCounts(reference, now);
    }

    /// <summary>Two raw samples over ten bins of the reference; NaN is dropped.</summary>
    public static CellCounts OfSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, PsiBinning binning)
    {
        var sorted = Samples.Sorted(reference);
        var edges = InnerEdges(sorted, binning);
        return new CellCounts(Histogram(sorted, edges), Histogram(Samples.Sorted(current), edges));
    }

    /// <summary>Counts ascending values by the number of edges at or below them.</summary>
    public static long[] Histogram(ReadOnlySpan<double> sorted, ReadOnlySpan<double> edges)
    {
        var counts = new long[edges.Length + 1];
        var bin = 0;
        foreach (var value in sorted)
        {
            while (bin < edges.Length && edges[bin] <= value)
                bin++;
            counts[bin]++;
        }

        return counts;
    }

    /// <summary>Brings the shares up to date after the counts were changed in place, totals kept.</summary>
    public void UpdateShares()
    {
        for (var i = 0; i < Reference.Length; i++)
        {
            ReferenceShares[i] = ReferenceTotal == 0 ? 0 : (double)Reference[i] / ReferenceTotal;
            CurrentShares[i] = CurrentTotal == 0 ? 0 : (double)Current[i] / CurrentTotal;
        }
    }

    /// <summary>Distinct inner edges over the reference's finite values, ascending.</summary>
    private static double[] InnerEdges(ReadOnlySpan<double> sorted, PsiBinning binning)
    {
        var finite = Samples.Finite(sorted);
        if (finite.IsEmpty)
            return [];
        var edges = new double[9];
        for (var k = 1; k <= 9; k++)
            edges[k - 1] = binning == PsiBinning.Quantile ? Quantiles.Type7(finite, k / 10.0) : Width(finite[0], finite[^1], k);
        return [.. edges.Where(double.IsFinite).Distinct().Order()];
    }

    private static double Width(double min, double max, int k)
    {
        var width = max - min;
        return double.IsFinite(width) ? min + (k * width / 10) : (min * (1 - (k / 10.0))) + (max * (k / 10.0));
    }
}
