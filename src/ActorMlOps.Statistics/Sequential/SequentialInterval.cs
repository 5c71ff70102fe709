namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// An interval that holds at all looks together with chance 1 - alpha. Undefined is null with a <see cref="Reason"/>; never NaN.
/// </summary>
/// <param name="Estimate">The estimate now.</param>
/// <param name="Low">Lower end; null where undefined or without bound.</param>
/// <param name="High">Upper end; null where undefined or without bound.</param>
/// <param name="Reason">Why it is undefined or unbounded, or what to know; see <see cref="SequentialReasons"/>.</param>
public sealed record SequentialInterval(double? Estimate, double? Low, double? High, string? Reason)
{
    internal static SequentialInterval Undefined(string reason) => new(null, null, null, reason);

    internal static SequentialInterval Around(double estimate, double radius, string? reason = null)
    {
        double low = estimate - radius, high = estimate + radius;
        return double.IsFinite(low) && double.IsFinite(high) ? new(estimate, low, high, reason) : Undefined(SequentialReasons.OutOfRange);
    }
}
