namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Where the metric's value in the population lies, given independent rows: sampling error, not the bounds of
/// <see cref="MetricValue"/>. Autocorrelated rows need a wider one.
/// </summary>
/// <param name="Value">The estimate; null if undefined.</param>
/// <param name="Low">Lower end; null if undefined.</param>
/// <param name="High">Upper end; null if undefined.</param>
/// <param name="Level">Chance that the interval covers, e.g. 0.95.</param>
/// <param name="Method">How it was made, see <see cref="IntervalMethods"/>.</param>
/// <param name="Reason">Why it is undefined, see <see cref="MetricReasons"/>.</param>
public sealed record ConfidenceInterval(double? Value, double? Low, double? High, double Level, string Method, string? Reason)
{
    internal static ConfidenceInterval Undefined(double level, string method, string reason) =>
        new(null, null, null, level, method, reason);
}
