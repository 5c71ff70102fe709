using System.Globalization;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Which values custom metrics take.</summary>
internal static class CustomMetricRules
{
    /// <param name="declared">Metrics that there are.</param>
    /// <param name="whose">Who declares them, such as "version '1'".</param>
    /// <returns>For the one who sent it; null: nothing is wrong.</returns>
    public static string? Objection(IReadOnlyCollection<CustomMetricConfig> declared, string whose, string name, double value)
    {
        if (declared.FirstOrDefault(m => m.Name == name) is not { } metric)
        {
            var known = declared.Count == 0 ? "it has none" : $"its metrics are: {string.Join(", ", declared.Select(m => m.Name))}";
            return $"'metrics.{name}': {whose} has no such metric; {known}. Declare it under 'metrics' in a version's config.";
        }
        var shown = value.ToString("R", CultureInfo.InvariantCulture);
        if (metric.Kind == CustomMetricKind.Ratio)
            return value is 0 or 1 ? null : $"'metrics.{name}' is a ratio: it must be 0 or 1, or false or true, not {shown}.";
        return ValueCounters.IsUsable(value) ? null : $"'metrics.{name}' must be a finite number of at most {ValueCounters.MaxMagnitude:0e+0}, not {shown}.";
    }
}
