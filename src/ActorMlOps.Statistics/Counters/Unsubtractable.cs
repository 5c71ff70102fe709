using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Statistics.Counters;

/// <summary>What a column keeps that can be merged but not subtracted. Immutable: merging makes a new one.</summary>
/// <param name="Moments">Moments of numbers.</param>
/// <param name="UnseenNames">Names of unseen categories, or null.</param>
internal readonly record struct Unsubtractable(Moments Moments, HeavyHitters? UnseenNames)
{
    public static Unsubtractable Of(ColumnCounters column) => new(column.Moments, column.UnseenSummary?.Clone());

    public static Unsubtractable Merge(Unsubtractable a, Unsubtractable b)
    {
        var moments = a.Moments;
        moments.Merge(b.Moments);
        if (a.UnseenNames is null || b.UnseenNames is null)
            return new(moments, a.UnseenNames ?? b.UnseenNames);
        var names = a.UnseenNames.Clone();
        names.Merge(b.UnseenNames);
        return new(moments, names);
    }

    public void PutInto(ColumnCounters column)
    {
        column.ReplaceMoments(Moments);
        column.ReplaceUnseenNames(UnseenNames);
    }
}
