using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Numerics;
using ActorMlOps.Statistics.Performance.Confidence;

namespace ActorMlOps.Statistics.Performance.Slices;

/// <summary>Finds the slices of one column on which a model is worse than on the rest of its rows.</summary>
/// <remarks>
/// Tests: two proportions with the pooled variance, Fisher's exact test where an expected count is below 5 (accuracy); Welch's t (absolute
/// error). Interval of the difference: Wilson's two combined by MOVER (Newcombe 1998); Welch's. Holm over all slices keeps the chance of any
/// false find at 5 %, however slices overlap. Slices, and rests, of fewer than <see cref="LeastRows"/> labelled rows are neither tested nor
/// listed. Cost: linear in the slices.
/// </remarks>
public static class SliceSearch
{
    /// <summary>Labelled rows that a slice and its rest must have.</summary>
    public const int LeastRows = 30;

    private const double Level = 0.95;
    private const double LeastExpected = 5;

    /// <summary>Slices of a class task, the worst first.</summary>
    /// <param name="slices">Each with its right rows among its labelled ones.</param>
    /// <param name="right">Right rows of the whole window.</param>
    /// <param name="rows">Labelled rows of the whole window.</param>
    public static IReadOnlyList<SliceResult> Accuracy(
        IEnumerable<(string Column, string Value, long Right, long Rows)> slices, long right, long rows)
    {
        ArgumentNullException.ThrowIfNull(slices);
        return Ranked(
            slices.Where(s => IsEnough(s.Rows, rows)).Select(s => OfShares(s.Column, s.Value, s.Right, s.Rows, right - s.Right, rows - s.Rows)), -1);
    }

    /// <summary>Slices of a regression, by mean absolute error, the worst first.</summary>
    /// <param name="slices">Each with its rows, all of which are among <paramref name="all"/>.</param>
    /// <param name="all">The whole window.</param>
    public static IReadOnlyList<SliceResult> Error(
        IEnumerable<(string Column, string Value, RegressionCounters Rows)> slices, RegressionCounters all)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(all);
        return Ranked(slices.Where(s => IsEnough(s.Rows.Rows, all.Rows)).Select(s => OfErrors(s.Column, s.Value, s.Rows, all.SumsWithout(s.Rows))), 1);
    }

    private static bool IsEnough(long slice, long all) => slice >= LeastRows && all - slice >= LeastRows;

    private static SliceResult OfShares(string column, string value, long right, long rows, long restRight, long restRows)
    {
        var (slice, rest) = (Estimate(right, rows), Estimate(restRight, restRows));
        var difference = MetricDifference.Of(slice, rest, Level)!;
        double all = rows + restRows, allRight = right + restRight, least = Math.Min(rows, restRows);
        var test = TwoProportionZ.Test(restRight, restRows, right, rows);
        var p = test.PValue is not null && least * Math.Min(allRight, all - allRight) / all < LeastExpected
            ? FisherExact.PValue(right, rows - right, restRight, restRows - restRight)
            : test.PValue;
        return new(
            column, value, rows, "accuracy", slice.Value!.Value, rest.Value!.Value, difference.Value!.Value, difference.Low, difference.High,
            p, null, false, test.Reason);
    }

    private static MetricEstimate Estimate(long right, long rows)
    {
        var share = Intervals.Wilson(right, rows, Level);
        return MetricTable.Share("accuracy", new(share.Value, share.Value, share.Value, null), share);
    }

    private static SliceResult OfErrors(string column, string value, RegressionCounters slice, RegressionCounters rest)
    {
        var ((mean, variance), (restMean, restVariance)) = (slice.AbsoluteErrors(), rest.AbsoluteErrors());
        double x = variance / slice.Rows, y = restVariance / rest.Rows, difference = mean - restMean, error = Math.Sqrt(x + y);
        if (!(error > 0 && double.IsFinite(error)))
        {
            var reason = error == 0 ? DriftReasons.Constant : MetricReasons.OutOfRange;
            return new(column, value, slice.Rows, "mae", mean, restMean, difference, null, null, null, null, false, reason);
        }

        var degrees = WelchT.Degrees(x / (x + y), y / (x + y), slice.Rows, rest.Rows);
        var radius = Intervals.Student(degrees, Level) * error;
        return new(
            column, value, slice.Rows, "mae", mean, restMean, difference, difference - radius, difference + radius,
            StudentT.TwoSided(difference / error, degrees), null, false, null);
    }

    /// <param name="worse">Sign of a difference that is for the worse.</param>
    private static SliceResult[] Ranked(IEnumerable<SliceResult> tested, int worse)
    {
        SliceResult[] all = [.. tested];
        SliceResult[] defined = [.. all.Where(s => s.PValue is not null)];
        var adjusted = MultipleTesting.Holm(Array.ConvertAll(defined, s => s.PValue!.Value));
        var corrected = defined.Select((s, i) => s with
        {
            AdjustedPValue = adjusted[i],
            Worse = adjusted[i] <= 1 - Level && s.Difference * worse > 0,
        });
        return
        [
            .. corrected.Concat(all.Where(s => s.PValue is null))
                .OrderByDescending(s => s.Worse)
                .ThenByDescending(s => s.Difference * worse)
                .ThenBy(s => s.Column, StringComparer.Ordinal)
                .ThenBy(s => s.Value, StringComparer.Ordinal),
        ];
    }
}
