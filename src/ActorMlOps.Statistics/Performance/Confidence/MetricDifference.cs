using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>A metric on one set of rows minus the same on another, independent one.</summary>
/// <param name="Value">The difference; null if either is undefined.</param>
/// <param name="Low">Lower end of its interval; null where either side has none.</param>
/// <param name="High">Upper end.</param>
/// <param name="PValue">Two-sided, in [0, 1]: below 1 - level exactly where the interval leaves 0 out.</param>
/// <remarks>
/// MOVER (Zou and Donner 2008): each end lies at the root of the summed squares of the two sides' distances to their own ends, which needs
/// neither symmetric intervals nor one method for all. p-value: normal, with the standard error that the end towards 0 implies.
/// </remarks>
public sealed record MetricDifference(double? Value, double? Low, double? High, double? PValue)
{
    /// <summary>The difference of two estimates with intervals at one <paramref name="level"/>.</summary>
    public static MetricDifference? Of(MetricEstimate value, MetricEstimate from, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(from);
        if (value.Value is not { } a || from.Value is not { } b)
            return null;
        if (value.Low is not { } aLow || value.High is not { } aHigh || from.Low is not { } bLow || from.High is not { } bHigh)
            return new(a - b, null, null, null);
        var (below, above) = (Distance(a - aLow, bHigh - b), Distance(aHigh - a, b - bLow));
        var towardsZero = a > b ? below : above;
        var error = towardsZero / Intervals.Quantile(level);
        return double.IsFinite(below) && double.IsFinite(above)
            ? new(a - b, a - b - below, a - b + above, a == b ? 1 : error > 0 ? Normal.TwoSided((a - b) / error) : null)
            : new(a - b, null, null, null);
    }

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));
}
