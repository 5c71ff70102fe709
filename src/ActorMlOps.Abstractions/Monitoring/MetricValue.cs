using System.Text.Json.Serialization;

namespace ActorMlOps.Monitoring;

/// <summary>
/// A metric with a 95 % confidence interval of its value in the population, which also holds what bins of scores leave open. Undefined: null
/// with a reason.
/// </summary>
/// <param name="Value">On the rows.</param>
/// <param name="Low">Lower end of the interval; null if there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Reason">Why there is no value or no interval, or what to know.</param>
/// <param name="Baseline">The same metric on the reference.</param>
/// <param name="Method">
/// How the interval was made: wilson, wilsonMover, delong, hanleyMcNeil, delta, logMean, studentT, orderStatistics, jackknife, scheffe.
/// </param>
/// <param name="DifferenceToBaseline">Value minus baseline.</param>
/// <param name="Trend">Over the buckets of the series, if there is one.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MetricValue")]
public sealed record MetricValue(
    [property: Id(0)] double? Value,
    [property: Id(1)] double? Low,
    [property: Id(2)] double? High,
    [property: Id(3)] string? Reason = null,
    [property: Id(4)] double? Baseline = null,
    [property: Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Method = null,
    [property: Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MetricDifference? DifferenceToBaseline = null,
    [property: Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MetricTrend? Trend = null)
{
    public static MetricValue Exact(double value) => new(value, value, value);

    public static MetricValue Undefined(string reason) => new(null, null, null, reason);
}
