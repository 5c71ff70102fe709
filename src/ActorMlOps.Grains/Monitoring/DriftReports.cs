using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using DriftReport = ActorMlOps.Monitoring.DriftReport;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>From summed counters to the report that analysts read.</summary>
internal static class DriftReports
{
    public static readonly double DatasetThreshold = DriftOptions.Default.DatasetThreshold;

    public static DriftReport Build(VersionSpec spec, ReferenceProfile profile, WindowCounters window, WindowInfo info, string[]? methods)
    {
        var options = DriftOptions.Default with { Methods = methods };
        var evaluated = Statistics.Drift.DriftReport.Evaluate(profile, window, options, PredictionColumns.Compared(profile));
        var columns = evaluated.Columns.Select((c, i) => Column(c, profile.Columns[i], window.Columns[i])).ToArray();
        var features = columns[..spec.Features.Length];
        double? share = features.Length == 0 || window.Rows == 0 ? null : (double)features.Count(f => f.Drifted) / features.Length;
        return new(
            spec.Key.Model,
            spec.Key.Version,
            info,
            profile.Rows,
            features,
            columns[spec.Features.Length..],
            new(share >= options.DatasetThreshold, share, options.DatasetThreshold),
            window.Rows == 0 ? "There are no rows in this window." : null);
    }

    private static ColumnDriftReport Column(ColumnDriftResult result, ColumnProfile profile, ColumnCounters counters) => new(
        PredictionColumns.Shown(result.Column),
        result.Kind == ColumnKind.Numeric ? FeatureKind.Numeric : FeatureKind.Categorical,
        counters.Rows,
        counters.Missing,
        counters.NaN + counters.PositiveInfinity + counters.NegativeInfinity,
        counters.Unseen,
        counters.Moments.Mean,
        profile.Reference.Moments.Mean,
        result.Drifted,
        [.. result.Results.Select(r => new DriftTest(
            r.Method, r.Value, r.Low, r.High, r.PValue, r.AdjustedPValue, r.Threshold, r.ThresholdOf, r.Drifted, r.Reason))]);
}
