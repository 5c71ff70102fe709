namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>A metric by its name in reports, with its confidence interval. Undefined is null with a reason; never NaN.</summary>
/// <param name="Name">As reports name it, for example <c>f1Macro</c>.</param>
/// <param name="Value">The value on the rows; null if undefined.</param>
/// <param name="Low">Lower end of the interval; null if there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Method">How the interval was made, see <see cref="IntervalMethods"/>; null if there is none.</param>
/// <param name="Reason">Why value or interval is undefined, or what to know, see <see cref="MetricReasons"/>.</param>
public sealed record MetricEstimate(string Name, double? Value, double? Low, double? High, string? Method, string? Reason)
{
    /// <summary>A value without an interval.</summary>
    internal static MetricEstimate Bare(string name, MetricValue value, string reason) =>
        new(name, value.Value, null, null, null, value.Value is null ? value.Reason : reason);

    /// <summary>
    /// A value and its interval. Where the value itself is only known between bounds, each end moves out by the distance of its bound.
    /// </summary>
    internal static MetricEstimate Of(string name, MetricValue value, ConfidenceInterval interval, double least, double most)
    {
        if (value.Value is not { } known)
            return new(name, null, null, null, null, value.Reason);
        if (interval.Low is not { } low || interval.High is not { } high)
            return Bare(name, value, value.Reason == MetricReasons.ZeroDivision ? value.Reason : interval.Reason ?? MetricReasons.NoSpread);
        return new(
            name,
            known,
            Math.Clamp(low - (known - value.Low!.Value), least, known),
            Math.Clamp(high + (value.High!.Value - known), known, most),
            interval.Method,
            value.Reason);
    }
}
