using MathNet.Numerics.Distributions;

namespace ActorMlOps.Statistics.Performance;

/// <summary>Confidence intervals for independent rows.</summary>
/// <remarks>
/// Invariants: 0 &lt;= low &lt;= value &lt;= high &lt;= 1 for shares and areas. Coverage is about the level from ten rows on (Wilson) and
/// from twenty rows a class on (area). Cost: constant (Wilson), linear in the score groups (area).
/// </remarks>
public static class Intervals
{
    /// <summary>Wilson's score interval of <paramref name="successes"/> among <paramref name="trials"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The level is not inside (0, 1), or the counts are no counts of each other.</exception>
    public static ConfidenceInterval Wilson(long successes, long trials, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, successes);
        var z = Quantile(level);
        if (trials == 0)
            return ConfidenceInterval.Undefined(level, IntervalMethods.Wilson, MetricReasons.NoRows);
        double n = trials, p = successes / n, z2 = z * z;
        var centre = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var radius = z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return new(p, Math.Clamp(centre - radius, 0, p), Math.Clamp(centre + radius, p, 1), level, IntervalMethods.Wilson, null);
    }

    /// <summary>Interval of the area under the ROC curve, its standard error times <paramref name="inflation"/>.</summary>
    internal static ConfidenceInterval Auc(BinaryCounters rows, double level, double inflation = 1)
    {
        var z = Quantile(level) * inflation;
        var auc = rows.ScoresNaN > 0 ? MetricValue.Undefined(MetricReasons.UndefinedScores) : RankMetrics.Auc(rows.Scores);
        if (auc.Value is not { } value)
            return ConfidenceInterval.Undefined(level, IntervalMethods.DeLong, rows.Rows == 0 ? MetricReasons.NoRows : auc.Reason!);
        if (value is > 0 and < 1 && RankMetrics.AucVariance(rows.Scores) is > 0 and var variance)
        {
            var logit = Math.Log(value / (1 - value));
            var radius = z * Math.Sqrt(variance) / (value * (1 - value));
            var (low, high) = (Math.Min(value, Logistic(logit - radius)), Math.Max(value, Logistic(logit + radius)));
            return new(value, low, high, level, IntervalMethods.DeLong, null);
        }

        double positives = rows.TruePositives + rows.FalseNegatives, negatives = rows.Rows - positives;
        var (least, most) = (Solve(value, 0, z, positives, negatives), Solve(value, 1, z, positives, negatives));
        return new(value, least, most, level, IntervalMethods.HanleyMcNeil, null);
    }

    /// <summary>mean +- z sqrt(variance), kept at or above <paramref name="least"/>.</summary>
    internal static ConfidenceInterval Mean(double mean, double variance, double level, double least = double.NegativeInfinity)
    {
        var radius = Quantile(level) * Math.Sqrt(Math.Max(0, variance));
        return double.IsFinite(mean - radius) && double.IsFinite(mean + radius)
            ? new(mean, Math.Max(least, mean - radius), mean + radius, level, IntervalMethods.Normal, null)
            : ConfidenceInterval.Undefined(level, IntervalMethods.Normal, MetricReasons.OutOfRange);
    }

    /// <summary>Variances of shares below this are rounding.</summary>
    internal const double Rounding = 1e-30;

    /// <summary>A value in (0, 1) with its variance, on the logit scale; undefined without spread.</summary>
    internal static ConfidenceInterval Logit(double value, double variance, double level, string method)
    {
        if (!(value is > 0 and < 1 && variance > Rounding && double.IsFinite(variance)))
            return ConfidenceInterval.Undefined(level, method, MetricReasons.NoSpread);
        var radius = Quantile(level) * Math.Sqrt(variance) / (value * (1 - value));
        var logit = Math.Log(value / (1 - value));
        return new(value, Math.Min(value, Logistic(logit - radius)), Math.Max(value, Logistic(logit + radius)), level, method, null);
    }

    /// <summary>
    /// Mean of values that are at least 0, from the mean of their squares: mean exp(+- t se / mean), Student's t, since such means lean to
    /// the right.
    /// </summary>
    internal static ConfidenceInterval PositiveMean(double mean, double square, long rows, double level)
    {
        if (rows < 2)
            return ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.OneRow);
        var spread = (square / mean / mean) - 1;
        if (!(mean > 0 && spread > 1e-14))
            return ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.NoSpread);
        var factor = Math.Exp(Student(rows - 1, level) * Math.Sqrt(spread / (rows - 1)));
        return double.IsFinite(mean * factor)
            ? new(mean, mean / factor, mean * factor, level, IntervalMethods.LogMean, null)
            : ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.OutOfRange);
    }

    /// <summary>Mean with the variance of the mean, Student's t.</summary>
    internal static ConfidenceInterval StudentMean(double mean, double variance, long rows, double level)
    {
        if (rows < 2)
            return ConfidenceInterval.Undefined(level, IntervalMethods.StudentT, MetricReasons.OneRow);
        if (!(variance > 0))
            return ConfidenceInterval.Undefined(level, IntervalMethods.StudentT, MetricReasons.NoSpread);
        var radius = Student(rows - 1, level) * Math.Sqrt(variance);
        return double.IsFinite(mean - radius) && double.IsFinite(mean + radius)
            ? new(mean, mean - radius, mean + radius, level, IntervalMethods.StudentT, null)
            : ConfidenceInterval.Undefined(level, IntervalMethods.StudentT, MetricReasons.OutOfRange);
    }

    /// <summary>The t with P(|T| &lt;= t) = level.</summary>
    internal static double Student(double degrees, double level) =>
        degrees > 1e6 ? Quantile(level) : StudentT.InvCDF(0, 1, degrees, 0.5 + (level / 2));

    /// <summary>The z with P(|Z| &lt;= z) = level.</summary>
    internal static double Quantile(double level) => level is > 0 and < 1
        ? Normal.InvCDF(0, 1, 0.5 + (level / 2))
        : throw new ArgumentOutOfRangeException(
            nameof(level), level, "The confidence level must be above 0 and below 1, for example 0.95.");

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    // The area furthest towards the end whose own variance still reaches the estimate.
    private static double Solve(double auc, double end, double z, double positives, double negatives)
    {
        double inside = auc, outside = end;
        for (var i = 0; i < 60; i++)
        {
            var middle = (inside + outside) / 2;
            var extra = ((positives + negatives) / 2) - 1;
            var variance = middle * (1 - middle) / (positives * negatives)
                * (1 + (extra * (((1 - middle) / (2 - middle)) + (middle / (1 + middle)))));
            if (Math.Abs(middle - auc) <= z * Math.Sqrt(variance))
                inside = middle;
            else
                outside = middle;
        }

        return inside;
    }
}
