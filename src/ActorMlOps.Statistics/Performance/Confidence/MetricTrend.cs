using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>How a metric moves over the buckets of a series.</summary>
/// <param name="Slope">Change of the metric an hour; null with fewer than three buckets that have an interval.</param>
/// <param name="Low">Lower end of the slope's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, of a slope of 0; in [0, 1].</param>
/// <param name="Buckets">Buckets that count.</param>
/// <remarks>
/// Weighted least squares on the buckets' middles, weight 1 / se^2, se a bucket's half width / z. The slope's variance is 1 / Sxx times
/// phi = max(1, chi^2 of the residuals / (k - 2)): buckets that scatter by more than their own error widen it, and then Student's t with
/// k - 2 degrees of freedom is in place of the normal law. Cost: linear in the buckets.
/// </remarks>
public sealed record MetricTrend(double? Slope, double? Low, double? High, double? PValue, int Buckets)
{
    /// <summary>Buckets that a line needs to be contradicted.</summary>
    public const int LeastBuckets = 3;

    /// <param name="points">Hours since any origin, and the metric there.</param>
    public static MetricTrend Of(IEnumerable<(double Hours, MetricEstimate Metric)> points, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(points);
        var z = Intervals.Quantile(level);
        var used = points
            .Where(p => p.Metric is { Value: not null, Low: not null, High: not null } && p.Metric.High > p.Metric.Low)
            .Select(p => (X: p.Hours, Y: p.Metric.Value!.Value, Weight: Weight(p.Metric.High!.Value - p.Metric.Low!.Value)))
            .Where(p => double.IsFinite(p.Weight) && p.Weight > 0)
            .ToArray();
        var none = new MetricTrend(null, null, null, null, used.Length);
        if (used.Length < LeastBuckets)
            return none;
        var all = used.Sum(p => p.Weight);
        double x = used.Sum(p => p.Weight * p.X) / all, y = used.Sum(p => p.Weight * p.Y) / all;
        var sxx = used.Sum(p => p.Weight * (p.X - x) * (p.X - x));
        if (!(sxx > 0))
            return none;
        var slope = used.Sum(p => p.Weight * (p.X - x) * (p.Y - y)) / sxx;
        var scatter = used.Sum(p => p.Weight * Square(p.Y - y - (slope * (p.X - x)))) / (used.Length - 2);
        var error = Math.Sqrt(Math.Max(1, scatter) / sxx);
        if (!double.IsFinite(slope) || !double.IsFinite(error) || error == 0)
            return none;
        double degrees = used.Length - 2;
        var radius = error * (scatter > 1 ? Intervals.Student(degrees, level) : z);
        var p = scatter > 1 ? StudentT.TwoSided(slope / error, degrees) : Normal.TwoSided(slope / error);
        return new(slope, slope - radius, slope + radius, p, used.Length);

        double Weight(double width) => Square(2 * z / width);
    }

    private static double Square(double value) => value * value;
}
