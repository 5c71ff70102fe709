using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Registry;

/// <summary>Pure: which rows are outliers, by the rows of the reference.</summary>
internal static class OutlierRules
{
    /// <param name="profiles">Of the features, and perhaps more.</param>
    public static OutlierRule Of(ReferenceColumn[] columns, IReadOnlyList<ColumnProfile> profiles, int rows)
    {
        var beyond = new ushort[rows];
        for (var c = 0; c < columns.Length; c++)
        {
            var bounds = TailBounds.Of(profiles[c]);
            var known = columns[c].Texts is null ? null : profiles[c].Categories.ToHashSet(StringComparer.Ordinal);
            for (var r = 0; r < rows; r++)
                beyond[r] += IsBeyond(columns[c], r, bounds, known) ? (ushort)1 : (ushort)0;
        }
        return SignReader.RuleOf(beyond);
    }

    private static bool IsBeyond(ReferenceColumn column, int row, TailBounds bounds, HashSet<string>? known) =>
        known is null ? bounds.IsBeyond(column.Numbers[row]) : column.Texts![row] is { } text && !known.Contains(text);
}
