using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Words;

/// <summary>The verdict on the files in a sentence.</summary>
internal static class Headline
{
    public static string Of(Comparison comparison)
    {
        if (comparison.Reason is { } reason)
            return $"Nothing to compare. {reason}";
        var drifted = comparison.Features.Count(c => c.Drift.Drifted);
        var all = Columns(comparison.Features.Count);
        if (drifted == 0)
        {
            return comparison.Options.Drift.Mode == DriftMode.Standard
                ? $"No drift: none of {all} differs by more than chance and the thresholds allow."
                : $"No drift: none of {all} is beyond its threshold.";
        }

        var share = Figures.Percent(comparison.DriftedShare!.Value);
        var threshold = Figures.Percent(comparison.Threshold);
        return comparison.Drifted
            ? $"The data have drifted: {drifted} of {all} differ ({share}; {threshold} is the limit)."
            : $"{drifted} of {all} {(drifted == 1 ? "has" : "have")} drifted ({share}), fewer than the {threshold} that make the whole data set drift.";
    }

    private static string Columns(int count) => count == 1 ? "1 column" : $"{Figures.Count(count)} columns";
}
