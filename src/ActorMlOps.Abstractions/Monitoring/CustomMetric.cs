using System.Text.Json.Serialization;
using ActorMlOps.Registry;

namespace ActorMlOps.Monitoring;

/// <summary>A user's metric over a window. Undefined = null with a reason.</summary>
/// <param name="N">Predictions that have a value.</param>
/// <param name="Value">Share of ones, or the mean.</param>
/// <param name="Low">Lower end of the 95 % confidence interval: Wilson's for a share, Student's for a mean.</param>
/// <param name="High">Upper end.</param>
/// <param name="StandardDeviation">Of a value; null for a ratio and below two values.</param>
/// <param name="Min">Of a value: exact up to 8,192 values in one place of the grid, beyond within 1 %.</param>
/// <param name="Max">Likewise.</param>
[GenerateSerializer, Immutable, Alias("actormlops.CustomMetric")]
public sealed record CustomMetric(
    [property: Id(0)] CustomMetricKind Kind,
    [property: Id(1)] long N,
    [property: Id(2)] double? Value,
    [property: Id(3)] double? Low,
    [property: Id(4)] double? High,
    [property: Id(5)] string? Reason = null,
    [property: Id(6), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? StandardDeviation = null,
    [property: Id(7), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Min = null,
    [property: Id(8), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Max = null);
