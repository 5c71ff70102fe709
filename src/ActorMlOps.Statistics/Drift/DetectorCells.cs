using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// The about ten cells over which an e-detector watches a column: tenths of the reference (a value with more than a tenth is a cell of its
/// own), or its nine most frequent categories and the others; then a cell for unseen categories and one for what is missing or not finite.
/// </summary>
/// <remarks>Immutable; made from the profile alone, so the same everywhere. Cost: one addition a bin of the column.</remarks>
public sealed class DetectorCells
{
    private const int OwnCategories = 9;

    // The cell of each bin or category.
    private readonly int[] _cells;

    private DetectorCells(int[] cells, int count, long[] reference) => (_cells, Count, Reference) = (cells, count, reference);

    /// <summary>Number of cells, at least 2.</summary>
    public int Count { get; }

    /// <summary>Rows of the reference by cell.</summary>
    public IReadOnlyList<long> Reference { get; }

    /// <summary>The cells of a column.</summary>
    public static DetectorCells Of(ColumnProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var cells = profile.Bins is null ? OfCategories(profile) : OfNumbers(profile);
        // Beyond those of values: unseen, then no value.
        var count = (cells.Length == 0 ? 0 : cells.Max() + 1) + (profile.Bins is null ? 2 : 1);
        var reference = new long[count];
        AddTo(cells, profile.Reference, reference);
        return new DetectorCells(cells, count, reference);
    }

    /// <summary>Adds a column's rows to <paramref name="into"/>, which has <see cref="Count"/> cells.</summary>
    /// <exception cref="ArgumentException">Another number of cells, or counters of another profile.</exception>
    public void Add(ColumnCounters counters, Span<long> into)
    {
        ArgumentNullException.ThrowIfNull(counters);
        if (into.Length != Count)
            throw new ArgumentException($"{into.Length} cells were given for a column of {Count}.", nameof(into));
        if (counters.Counts.Length != _cells.Length)
            throw new ArgumentException($"Column '{counters.Name}' was counted by another profile.", nameof(counters));
        AddTo(_cells, counters, into);
    }

    private static void AddTo(int[] cells, ColumnCounters counters, Span<long> into)
    {
        var counts = counters.Counts;
        for (var bin = 0; bin < cells.Length; bin++)
            into[cells[bin]] += counts[bin];
        if (counters.Kind == ColumnKind.Categorical)
            into[^2] += counters.Unseen;
        into[^1] += counters.Missing + counters.NaN + counters.PositiveInfinity + counters.NegativeInfinity;
    }

    private static int[] OfNumbers(ColumnProfile profile)
    {
        var positions = TieAwareBins.Positions(profile);
        var cells = new int[profile.Reference.Counts.Length];
        var cell = 0;
        for (var bin = 0; bin < cells.Length; bin++)
        {
            // Bin b starts at edge b - 1.
            while (cell < positions.Length && positions[cell] < bin)
                cell++;
            cells[bin] = cell;
        }

        return cells;
    }

    private static int[] OfCategories(ColumnProfile profile)
    {
        var counts = profile.Reference.Counts.ToArray();
        var cells = new int[counts.Length];
        var ranked = Enumerable.Range(0, counts.Length).OrderByDescending(c => counts[c]).ThenBy(c => c);
        foreach (var (category, rank) in ranked.Select((category, rank) => (category, rank)))
            cells[category] = Math.Min(rank, OwnCategories);
        return cells;
    }
}
