using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>From summed counters to the quality of the input data.</summary>
internal static class QualityReports
{
    /// <summary>Hashes of rows that a report looks at: repeats are known to 3 % of the distinct rows.</summary>
    private const int Hashes = 4_096;

    private static readonly (string Name, double Share)[] Quantiles =
        [("p01", 0.01), ("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95), ("p99", 0.99)];

    public static QualityReport None(VersionKey key, string reason) => new(
        key.Model, key.Version, new(null, null, 0, null), 0, MetricValue.Undefined("noReference"), MetricValue.Undefined("noReference"), [], reason);

    public static QualityReport Build(DriftWindow window, DateTimeOffset now)
    {
        var (spec, profile) = (window.Spec, window.Profile);
        var mismatches = window.First.Counts(PaneSection.Mismatches);
        return new(
            spec.Key.Model,
            spec.Key.Version,
            window.Info,
            profile.Rows,
            Duplicates(window),
            Age(window, now),
            [.. Enumerable.Range(0, spec.Features.Length).Select(f => Column(profile.Columns[f], window.Columns[f], mismatches[f]))],
            window.Info.Rows == 0 ? "There are no rows in this window." : null,
            spec.Origin);
    }

    private static MetricValue Duplicates(DriftWindow window)
    {
        if (window.First.Repeats(Hashes) is not { } sketch)
            return MetricValue.Undefined(window.Info.Rows == 0 ? "noRows" : "rowsNotHashed");
        var share = sketch.Repeated();
        return new(share.Value, share.Low, share.High, share.Reason, Method: share.Method);
    }

    /// <summary>A row lies somewhere in its hop.</summary>
    private static MetricValue Age(DriftWindow window, DateTimeOffset now)
    {
        if (window.Info.To is not { } end)
            return MetricValue.Undefined("noRows");
        var low = Math.Max(0, (now - end).TotalSeconds);
        var width = now - end < WindowGrid.Fine ? WindowGrid.HopSeconds : now - end < WindowGrid.Middle ? WindowGrid.MiddleSeconds : WindowGrid.CoarseSeconds;
        return new(low, low, Math.Max(0, (now - end).TotalSeconds + width));
    }

    private static ColumnQuality Column(ColumnProfile profile, ColumnCounters counters, long mismatches) => new(
        profile.Name,
        profile.Kind == ColumnKind.Numeric ? FeatureKind.Numeric : FeatureKind.Categorical,
        counters.Rows,
        Completeness(counters),
        counters.Missing,
        counters.NaN,
        counters.PositiveInfinity,
        counters.NegativeInfinity,
        mismatches,
        counters.Unseen,
        Value(BinSummary.OutsideRange(profile, counters)),
        Moments(counters),
        profile.Bins is { } bins
            ? Quantiles.ToDictionary(q => q.Name, q => Value(BinSummary.Quantile(counters, bins, q.Share)))
            : [],
        [.. counters.UnseenNames.Select(n => new UnseenName(n.Name, n.Least, n.Most))],
        Completeness(profile.Reference),
        Moments(profile.Reference));

    private static MetricValue Completeness(ColumnCounters counters)
    {
        var values = counters.Counted + counters.Unseen;
        return counters.Rows == 0 ? MetricValue.Undefined("noRows") : MetricValue.Exact((double)values / counters.Rows);
    }

    private static Dictionary<string, MetricValue> Moments(ColumnCounters counters)
    {
        if (counters.Kind == ColumnKind.Categorical)
            return [];
        var moments = counters.Moments;
        var constant = moments.Minimum == moments.Maximum ? "constant" : "outOfRange";
        return new()
        {
            ["mean"] = Exact(moments.Mean, "outOfRange"),
            ["variance"] = Exact(moments.Variance, moments.Count == 1 ? "oneRow" : "outOfRange"),
            ["skewness"] = Exact(moments.Skewness, constant),
            ["kurtosis"] = Exact(moments.ExcessKurtosis, constant),
            ["min"] = Exact(moments.Minimum, "outOfRange"),
            ["max"] = Exact(moments.Maximum, "outOfRange"),
        };

        MetricValue Exact(double? value, string reason) => value is { } v
            ? MetricValue.Exact(v)
            : MetricValue.Undefined(moments.Count == 0 ? "noRows" : reason);
    }

    private static MetricValue Value(Statistics.Performance.MetricValue value) => new(value.Value, value.Low, value.High, value.Reason);
}
