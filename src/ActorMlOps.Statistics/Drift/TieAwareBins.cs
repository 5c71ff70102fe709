using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// About ten cells for a column whose deciles collapse: a value with more than a tenth of the reference is a cell of its
/// own, and what lies between two such values is cut at tenths of the reference. So a constant reference has three cells:
/// below, the constant, above.
/// </summary>
internal static class TieAwareBins
{
    private const int Cells = 10;

    /// <summary>Ascending positions of the edges between the cells.</summary>
    public static int[] Positions(ColumnProfile profile)
    {
        var bins = profile.Bins!;
        var counts = profile.Reference.Counts;
        var target = profile.Reference.Counted / (double)Cells;
        var positions = new SortedSet<int>();
        double held = 0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (bins.IsOwn(bin) && counts[bin] > target)
            {
                positions.Add(bin - 1);
                positions.Add(bin);
                held = 0;
                continue;
            }

            held += counts[bin];
            if (held < target || bin == counts.Length - 1)
                continue;
            positions.Add(bin);
            held = 0;
        }

        return [.. positions];
    }
}
