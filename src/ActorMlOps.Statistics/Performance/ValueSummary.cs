namespace ActorMlOps.Statistics.Performance;

/// <summary>What is known of numeric values. Undefined is null; never NaN.</summary>
/// <param name="Rows">Values counted.</param>
/// <param name="Mean">The mean in the population, with Student's interval: <c>oneRow</c> leaves it without one.</param>
/// <param name="Deviation">Sample standard deviation (n - 1); null below two values.</param>
/// <param name="Least">Smallest value, exact up to 8,192 rows, above within its bounds; undefined without rows.</param>
/// <param name="Greatest">Largest value, likewise.</param>
public sealed record ValueSummary(long Rows, ConfidenceInterval Mean, double? Deviation, MetricValue Least, MetricValue Greatest);
