using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using DriftReport = ActorMlOps.Monitoring.DriftReport;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>From summed counters to the report that analysts read.</summary>
internal static class DriftReports
{
    /// <param name="reference">Null: chunks of the reference are not known.</param>
    public static DriftReport Build(DriftWindow window, DriftSettings settings, ReferenceDetails? reference)
    {
        var (spec, profile) = (window.Spec, window.Profile);
        var options = settings.Options with
        {
            ReferenceChunks = settings.Preset == DriftPreset.NannyMl ? reference?.Chunks(profile) : null,
        };
        var compared = Enumerable.Range(0, PredictionColumns.Compared(profile)).Select(c => (profile.Columns[c], window.Columns[c])).ToArray();
        var evaluated = Statistics.Drift.DriftReport.Evaluate(compared, profile.Rows, window.Info.Rows, options);
        var columns = evaluated.Columns.Select((c, i) => Column(c, profile.Columns[i], window.Columns[i])).ToArray();
        var features = columns[..spec.Features.Length];
        double? share = features.Length == 0 || window.Info.Rows == 0 ? null : (double)features.Count(f => f.Drifted) / features.Length;
        return new(
            spec.Key.Model,
            spec.Key.Version,
            window.Info,
            profile.Rows,
            features,
            columns[spec.Features.Length..],
            new(share >= options.DatasetThreshold, share, options.DatasetThreshold),
            window.Info.Rows == 0 ? "There are no rows in this window." : null,
            settings.Preset,
            Origin: spec.Origin);
    }

    public static ColumnDriftReport Column(ColumnDriftResult result, ColumnProfile profile, ColumnCounters counters) => new(
        PredictionColumns.Shown(result.Column),
        result.Kind == ColumnKind.Numeric ? FeatureKind.Numeric : FeatureKind.Categorical,
        counters.Rows,
        counters.Missing,
        counters.NaN + counters.PositiveInfinity + counters.NegativeInfinity,
        counters.Unseen,
        counters.Moments.Mean,
        profile.Reference.Moments.Mean,
        result.Drifted,
        [.. result.Results.Select(Test)]);

    /// <summary>The population stability index of one column, by itself.</summary>
    public static DriftTest Psi(ColumnProfile profile, ColumnCounters counters) => Test(Statistics.Drift.Psi.Test(profile, counters)[^1]);

    public static DriftTest Test(DriftResult r) =>
        new(r.Method, r.Value, r.Low, r.High, r.PValue, r.AdjustedPValue, r.Threshold, r.ThresholdOf, r.Drifted, r.Reason);
}
