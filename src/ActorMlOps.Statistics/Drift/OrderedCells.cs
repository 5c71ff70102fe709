using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Both sides' rows by ascending value: one cell a distinct value (from samples) or a bin (from counters). All that the rank
/// tests need.
/// </summary>
internal sealed class OrderedCells
{
    /// <summary>Above it sums of n m^2 could leave 128 bits.</summary>
    private const long MostRows = 1_000_000_000_000;

    private readonly NumericBins? _bins;

    private OrderedCells(long[] reference, long[] current, NumericBins? bins)
    {
        (Reference, Current, _bins) = (reference, current, bins);
        for (var i = 0; i < reference.Length; i++)
        {
            ReferenceTotal += reference[i];
            CurrentTotal += current[i];
            var both = reference[i] + current[i];
            Occupied += both > 0 ? 1 : 0;
            Tied |= both > 1;
            // One row, or equal values, lose no order to their cell.
            Exact &= both <= 1 || IsExact(i);
        }
    }

    public long[] Reference { get; }

    public long[] Current { get; }

    public long ReferenceTotal { get; }

    public long CurrentTotal { get; }

    /// <summary>Cells with a row on either side.</summary>
    public int Occupied { get; }

    /// <summary>True if a cell holds more than one row.</summary>
    public bool Tied { get; }

    /// <summary>True if every tie is one of equal values, not of values that share a bin.</summary>
    public bool Exact { get; } = true;

    /// <summary>Why the cells cannot be compared, or null.</summary>
    public string? Unusable => Samples.EmptySide(ReferenceTotal, CurrentTotal)
        ?? (ReferenceTotal > MostRows || CurrentTotal > MostRows ? DriftReasons.TooManyRows : null);

    /// <summary>True if the rows of the cell are known to be equal.</summary>
    public bool IsExact(int cell) => _bins is null || _bins.IsOwn(cell);

    public static OrderedCells OfCounters(ColumnProfile profile, ColumnCounters current) =>
        new(profile.Reference.Counts.ToArray(), current.Counts.ToArray(), profile.Bins);

    /// <summary>Cells of two ascending samples without NaN.</summary>
    public static OrderedCells OfSorted(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var r = new long[reference.Length + current.Length];
        var c = new long[r.Length];
        var cells = 0;
        for (int i = 0, j = 0; i < reference.Length || j < current.Length; cells++)
        {
            var at = j == current.Length || (i < reference.Length && reference[i] <= current[j]) ? reference[i] : current[j];
            while (i < reference.Length && reference[i] == at)
                (i, r[cells]) = (i + 1, r[cells] + 1);
            while (j < current.Length && current[j] == at)
                (j, c[cells]) = (j + 1, c[cells] + 1);
        }

        return new OrderedCells(r[..cells], c[..cells], null);
    }
}
