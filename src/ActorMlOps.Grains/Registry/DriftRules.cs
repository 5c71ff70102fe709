using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Grains.Registry;

/// <summary>Pure: what is wrong with <c>drift</c>, <c>windows</c> and <c>baselineRows</c> of a version's config.</summary>
internal static class DriftRules
{
    private const int LeastBaseline = 100;
    private const int MostBaseline = 10_000;

    private static readonly TimeSpan LeastKeep = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastReport = TimeSpan.FromSeconds(WindowGrid.HopSeconds);
    private static readonly TimeSpan MostSeason = TimeSpan.FromDays(400);
    private static readonly TimeSpan LeastFalseAlarms = TimeSpan.FromDays(1);
    private static readonly TimeSpan MostFalseAlarms = TimeSpan.FromDays(3_650);

    public static IEnumerable<string> Objections(VersionConfig config, IReadOnlyList<FeatureSpec> features) =>
        Drift(config.Drift ?? new(), features).Concat(Windows(config.Windows ?? new())).Concat(Baseline(config.BaselineRows));

    private static IEnumerable<string> Drift(DriftConfig drift, IReadOnlyList<FeatureSpec> features)
    {
        foreach (var unknown in (drift.Methods ?? []).Where(m => !DriftMethods.All.Contains(m) && !MultivariateMethods.All.Contains(m)))
            yield return $"'drift.methods': '{unknown}' is none of {string.Join(", ", DriftMethods.All.Concat(MultivariateMethods.All))}.";
        if (drift.Methods is { Length: 0 })
            yield return "'drift.methods' is empty: name a test, or leave it out.";
        foreach (var (feature, methods) in drift.Features ?? [])
        {
            if (!features.Any(f => f.Name == feature))
            {
                var names = string.Join(", ", features.Take(50).Select(f => f.Name));
                yield return $"'drift.features': '{feature}' is not a feature; features are: {names}.";
            }
            if (methods is not { Length: > 0 })
                yield return $"'drift.features.{feature}' is empty: name a test, or leave the feature out.";
            foreach (var unknown in (methods ?? []).Where(m => !DriftMethods.All.Contains(m)))
                yield return $"'drift.features.{feature}': '{unknown}' is none of {string.Join(", ", DriftMethods.All)}.";
        }
        if (drift.Alpha is { } alpha && !(alpha is > 0 and < 1))
            yield return "'drift.alpha' must be above 0 and below 1.";
        if (drift.DatasetShare is { } share && !(share is > 0 and <= 1))
            yield return "'drift.datasetShare' must be above 0 and at most 1.";
        foreach (var (method, threshold) in drift.Thresholds ?? [])
        {
            if (!DriftOptions.ThresholdMethods.Contains(method))
                yield return $"'drift.thresholds': '{method}' is none of {string.Join(", ", DriftOptions.ThresholdMethods)}; tests with a p-value go by 'drift.alpha'.";
            if (!(threshold >= 0 && double.IsFinite(threshold)))
                yield return $"'drift.thresholds.{method}' must be finite and at least 0.";
        }
        if (drift.FalseAlarmsPer is { } per && (per < LeastFalseAlarms || per > MostFalseAlarms))
            yield return "'drift.falseAlarmsPer' must be from 1d to 3650d.";
    }

    private static IEnumerable<string> Windows(WindowsConfig windows)
    {
        if (windows.Keep is { } keep && (keep < LeastKeep || keep > WindowsConfig.MostKeep))
            yield return "'windows.keep' must be from 1h to 8d.";
        if (windows.Report is { } report && (report < LeastReport || report > (windows.Keep ?? WindowsConfig.MostKeep)))
            yield return "'windows.report' must be from 10s to what 'windows.keep' is, at most 8d.";
        if (windows.Season is { } season && (season < LeastKeep || season > MostSeason))
            yield return "'windows.season' must be from 1h to 400d.";
    }

    private static IEnumerable<string> Baseline(int? rows)
    {
        if (rows is < LeastBaseline or > MostBaseline)
            yield return $"'baselineRows' must be from {LeastBaseline} to {MostBaseline:N0}.";
    }
}
