namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>Interval of a smooth metric of a regression from its spread when one random part of the rows is left out at a time.</summary>
/// <remarks>
/// Delete-a-group jackknife (Kott 2001): variance (G - 1) / G sum (m without g - their mean)^2, Student's t with G - 1 degrees of freedom, on a
/// scale that keeps the range: log(1 - m) for shares of variance, log for positive metrics, atanh for correlations. Parts formed by a hash of
/// the prediction are random. Invariant: exact sums are subtracted, so a part leaves no trace. Cost: a subtraction of nine sums a part.
/// </remarks>
internal sealed class Jackknife(RegressionCounters rows, IEnumerable<RegressionCounters> parts, double level)
{
    private const int LeastParts = 4;

    private readonly RegressionCounters[] _parts = [.. parts.Where(part => part.Rows > 0)];

    public ConfidenceInterval AtMostOne(Func<RegressionMetrics, MetricValue> metric) =>
        Interval(metric, m => Math.Log(1 - m), x => 1 - Math.Exp(x));

    public ConfidenceInterval Positive(Func<RegressionMetrics, MetricValue> metric) => Interval(metric, Math.Log, Math.Exp);

    public ConfidenceInterval Correlation(Func<RegressionMetrics, MetricValue> metric) => Interval(metric, Math.Atanh, Math.Tanh);

    private ConfidenceInterval Interval(Func<RegressionMetrics, MetricValue> metric, Func<double, double> scale, Func<double, double> back)
    {
        if (_parts.Length < LeastParts || _parts.Sum(part => part.Rows) != rows.Rows)
            return ConfidenceInterval.Undefined(level, IntervalMethods.Jackknife, MetricReasons.TooFewRows);
        if (metric(Whole).Value is not { } value)
            return ConfidenceInterval.Undefined(level, IntervalMethods.Jackknife, MetricReasons.NoRows);
        double[] without = [.. Without.Select(m => metric(m).Value is { } v ? scale(v) : double.NaN)];
        var mean = without.Average();
        var groups = without.Length;
        var variance = without.Sum(x => (x - mean) * (x - mean)) * (groups - 1) / groups;
        var radius = Intervals.Student(groups - 1, level) * Math.Sqrt(variance);
        double one = back(scale(value) - radius), other = back(scale(value) + radius);
        return variance > 0 && double.IsFinite(one) && double.IsFinite(other)
            ? new(value, Math.Min(one, other), Math.Max(one, other), level, IntervalMethods.Jackknife, null)
            : ConfidenceInterval.Undefined(level, IntervalMethods.Jackknife, MetricReasons.NoSpread);
    }

    private RegressionMetrics Whole => field ??= rows.SumsWithout(new()).SumMetrics();

    private RegressionMetrics[] Without => field ??= [.. _parts.Select(part => rows.SumsWithout(part).SumMetrics())];
}
