using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Counters of custom metrics and feedback as reports show them.</summary>
internal static class CustomMetrics
{
    /// <summary>Every metric that the version declares, also one without a value yet.</summary>
    public static Dictionary<string, CustomMetric> Of(CustomCounters counters, VersionSpec spec) =>
        spec.CustomMetrics.ToDictionary(m => m.Name, m => m.Kind == CustomMetricKind.Ratio ? Ratio(counters, m.Name) : Value(counters, m.Name));

    /// <summary>By value, the most frequent first.</summary>
    public static Dictionary<string, FeedbackShare> Feedback(CustomCounters counters)
    {
        var rows = counters.Feedback.Values.Sum();
        return counters.Feedback
            .OrderByDescending(f => f.Value)
            .ThenBy(f => f.Key, StringComparer.Ordinal)
            .ToDictionary(f => f.Key, f =>
            {
                var share = Intervals.Wilson(f.Value, rows);
                return new FeedbackShare(f.Value, share.Value, share.Low, share.High);
            });
    }

    private static CustomMetric Ratio(CustomCounters counters, string name)
    {
        var (rows, share) = counters.Ratio(name);
        return new(CustomMetricKind.Ratio, rows, share.Value, share.Low, share.High, share.Reason);
    }

    private static CustomMetric Value(CustomCounters counters, string name)
    {
        var values = counters.Value(name);
        var mean = values.Mean;
        return new(
            CustomMetricKind.Value, values.Rows, mean.Value, mean.Low, mean.High, mean.Reason,
            values.Deviation, values.Least.Low, values.Greatest.High);
    }
}
