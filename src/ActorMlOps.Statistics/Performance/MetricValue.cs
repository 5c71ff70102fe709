namespace ActorMlOps.Statistics.Performance;

/// <summary>A metric of labelled rows. Undefined is null with a <see cref="Reason"/>; never NaN.</summary>
/// <param name="Value">The value, or null.</param>
/// <param name="Low">It is at least this; equal to <paramref name="High"/> where exact.</param>
/// <param name="High">It is at most this.</param>
/// <param name="Reason">Why it is undefined, or what to know; see <see cref="MetricReasons"/>.</param>
public sealed record MetricValue(double? Value, double? Low, double? High, string? Reason)
{
    internal static MetricValue Exact(double value, string? reason = null) =>
        double.IsFinite(value) ? new(value, value, value, reason) : Undefined(MetricReasons.OutOfRange);

    internal static MetricValue Undefined(string reason) => new(null, null, null, reason);

    /// <summary>part / whole; 0 with a reason where the whole is 0 (scikit-learn's zero_division = 0).</summary>
    internal static MetricValue Ratio(double part, double whole) =>
        whole == 0 ? Exact(0, MetricReasons.ZeroDivision) : Exact(part / whole);
}
