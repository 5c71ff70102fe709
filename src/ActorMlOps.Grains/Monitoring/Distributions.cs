using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>One feature's distribution in reference and window.</summary>
internal static class Distributions
{
    /// <param name="bins">Most bins: neighbours of the reference's are put together, so that each has about the same share of it.</param>
    public static DistributionReport Build(DriftWindow window, string feature, int bins)
    {
        var index = Array.FindIndex(window.Spec.Features, f => f.Name == feature);
        var (profile, counters) = (window.Profile.Columns[index], window.Columns[index]);
        var parts = profile.Bins is { } numeric ? Numbers(profile, counters, numeric, bins) : Categories(profile, counters);
        return new(
            window.Spec.Key.Model,
            window.Spec.Key.Version,
            feature,
            profile.Kind == ColumnKind.Numeric ? FeatureKind.Numeric : FeatureKind.Categorical,
            window.Info,
            window.Profile.Rows,
            [.. parts.Concat(Apart(profile.Reference, counters)).Select(b => b with
            {
                ReferenceShare = Share(b.Reference, profile.Reference.Rows),
                WindowShare = Share(b.Window, counters.Rows),
            })],
            counters.Rows == 0 ? "There are no rows in this window." : null);
    }

    private static IEnumerable<DistributionBin> Numbers(ColumnProfile profile, ColumnCounters counters, NumericBins bins, int most)
    {
        var (before, last, reference, current) = (0L, double.NegativeInfinity, 0L, 0L);
        var share = 1;
        for (var bin = 0; bin < bins.Count; bin++)
        {
            reference += profile.Reference.Counts[bin];
            current += counters.Counts[bin];
            before += profile.Reference.Counts[bin];
            var end = bin == bins.Count - 1;
            if (!end && before * most < share * profile.Reference.Counted)
                continue;
            var to = end ? double.PositiveInfinity : bins.Edges[bin];
            if (reference + current > 0)
                yield return new(Finite(last), Finite(to), null, false, reference, current, null, null);
            (last, reference, current) = (to, 0, 0);
            while (share < most && before * most >= share * profile.Reference.Counted)
                share++;
        }
    }

    private static IEnumerable<DistributionBin> Categories(ColumnProfile profile, ColumnCounters counters) => profile.Categories
        .Select((name, i) => new DistributionBin(null, null, name, false, profile.Reference.Counts[i], counters.Counts[i], null, null));

    private static IEnumerable<DistributionBin> Apart(ColumnCounters reference, ColumnCounters counters) =>
        new (string Name, long Reference, long Window)[]
        {
            ("missing", reference.Missing, counters.Missing),
            ("nan", reference.NaN, counters.NaN),
            ("positiveInfinity", reference.PositiveInfinity, counters.PositiveInfinity),
            ("negativeInfinity", reference.NegativeInfinity, counters.NegativeInfinity),
            ("unseen", reference.Unseen, counters.Unseen),
        }
        .Where(a => a.Reference + a.Window > 0)
        .Select(a => new DistributionBin(null, null, a.Name, true, a.Reference, a.Window, null, null));

    private static double? Finite(double edge) => double.IsFinite(edge) ? edge : null;

    private static double? Share(long part, long rows) => rows == 0 ? null : (double)part / rows;
}
