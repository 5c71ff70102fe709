namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>Interval of the mean of independent proportions, such as the classes' recalls.</summary>
/// <remarks>
/// Method: Wilson for each proportion, combined by MOVER (Zou and Donner 2008): the ends lie sqrt(sum of squared distances) / K from the
/// mean. It needs no spread, so it holds at 0 and 1 too. Cost: linear in the proportions.
/// </remarks>
internal static class RateMeans
{
    /// <param name="value">The mean as the metric has it.</param>
    /// <param name="rates">Successes among trials; those without trials count as a sure 0.</param>
    public static ConfidenceInterval Interval(double value, IReadOnlyCollection<(long Right, long Rows)> rates, double level)
    {
        double below = 0, above = 0;
        foreach (var (right, rows) in rates)
        {
            if (rows == 0)
                continue;
            var one = Intervals.Wilson(right, rows, level);
            below += Square(one.Value!.Value - one.Low!.Value);
            above += Square(one.High!.Value - one.Value!.Value);
        }

        var (low, high) = (value - (Math.Sqrt(below) / rates.Count), value + (Math.Sqrt(above) / rates.Count));
        return new(value, Math.Clamp(low, 0, value), Math.Clamp(high, value, 1), level, IntervalMethods.WilsonMover, null);
    }

    private static double Square(double x) => x * x;
}
