namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>
/// Confidence-based performance estimation: calibrated scores give each prediction's chance to be right, and so the expected
/// confusion matrix and area under the ROC curve without labels.
/// </summary>
/// <remarks>
/// Assumption: P(y | score) unchanged since the calibration; concept drift cannot be seen. Invariants: the expected counts add up to
/// the rows. Interval: the realised metric linearised in the labels; its variance is that of independent labels,
/// sum g^2 c (1 - c), plus that of the calibration, sum over pools of (sum g)^2 var(pool), g the metric's derivative by a row's
/// label, c its calibrated score; for binned scores the area's ends move out by half the tied mass. Cost: linear in the score
/// groups. Source: NannyML's CBPE (Białek et al. 2023, "Estimating model performance under covariate shift without labels").
/// </remarks>
public static class Cbpe
{
    /// <summary>Estimates the performance of predictions.</summary>
    /// <param name="calibrator">Fitted on labelled rows that are not among the predictions.</param>
    /// <param name="predictions">The window.</param>
    /// <param name="level">Chance that an interval holds the realised value; inside (0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not inside (0, 1).</exception>
    public static EstimatedPerformance Estimate(IsotonicCalibrator calibrator, PredictionScores predictions, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(calibrator);
        ArgumentNullException.ThrowIfNull(predictions);
        return Estimate(
            calibrator, predictions.Scores.Groups(), predictions.Rows, predictions.ScoresNaN, 0, predictions.ScoresExact, level);
    }

    /// <summary>
    /// Estimates from binned scores. Of predictions with no known class only the area is estimated; a score that is missing leaves all undefined.
    /// </summary>
    /// <inheritdoc cref="Estimate(IsotonicCalibrator, PredictionScores, double)"/>
    public static EstimatedPerformance Estimate(IsotonicCalibrator calibrator, BinnedScores predictions, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(calibrator);
        ArgumentNullException.ThrowIfNull(predictions);
        return Estimate(
            calibrator, predictions.Groups, predictions.Rows, predictions.Undefined, predictions.Unknown, predictions.IsExact, level);
    }

    /// <summary>An estimate that there is none, and why.</summary>
    public static EstimatedPerformance None(long rows, string reason, double level = 0.95)
    {
        var none = ConfidenceInterval.Undefined(level, IntervalMethods.Cbpe, reason);
        return new(rows, null, null, null, null, none, none, none, none, none);
    }

    private static EstimatedPerformance Estimate(
        IsotonicCalibrator calibrator, IEnumerable<(double Score, long Selected, long Rejected)> scores,
        long predictions, long undefined, long unknown, bool exact, double level)
    {
        var z = Intervals.Quantile(level);
        var reason = predictions == 0 ? MetricReasons.NoRows
            : undefined > 0 ? MetricReasons.UndefinedScores
            : calibrator.Reason;
        if (reason is not null)
            return None(predictions, reason, level);

        var groups = Expected(calibrator, scores);
        double tp = 0, fn = 0, selected = 0, rows = predictions;
        foreach (var group in groups)
        {
            tp += group.Selected * group.Probability;
            fn += group.Rejected * group.Probability;
            selected += group.Selected;
        }

        double fp = selected - tp, tn = rows - selected - fn, positives = tp + fn, either = selected + positives;
        var spread = new LabelSpread(calibrator, groups);
        if (unknown > 0)
            return None(predictions, MetricReasons.UnknownPredictions, level) with { Auc = Area() };
        return new(
            predictions, tp, fp, tn, fn,
            Interval((tp + tn) / rows, spread.Variance(1 / rows, -1 / rows)),
            selected == 0 ? Zero() : Interval(tp / selected, spread.Variance(1 / selected, 0)),
            positives == 0 ? Zero() : Interval(tp / positives, spread.Variance(fn / positives / positives, -tp / positives / positives)),
            either == 0
                ? Zero()
                : Interval(2 * tp / either, spread.Variance(2 * (either - tp) / either / either, -2 * tp / either / either)),
            Area());

        ConfidenceInterval Interval(double value, double variance, double slack = 0)
        {
            // Where next to nothing is expected positive a derivative may leave the range: then nothing is known.
            var radius = double.IsFinite(variance) ? (z * Math.Sqrt(variance)) + slack : 1;
            var (low, high) = (Math.Clamp(value - radius, 0, value), Math.Clamp(value + radius, value, 1));
            return new(value, low, high, level, IntervalMethods.Cbpe, null);
        }

        // The convention of the realised metrics where a denominator is 0.
        ConfidenceInterval Zero() => new(0, 0, 0, level, IntervalMethods.Cbpe, MetricReasons.ZeroDivision);

        ConfidenceInterval Area()
        {
            if (positives <= 0 || positives >= rows)
                return ConfidenceInterval.Undefined(level, IntervalMethods.Cbpe, MetricReasons.OneClass);
            var (area, tied) = ExpectedArea(groups, positives, rows - positives);
            return Interval(area, spread.AreaVariance(area, positives, rows - positives), exact ? 0 : tied / 2);
        }
    }

    private static ExpectedGroup[] Expected(
        IsotonicCalibrator calibrator, IEnumerable<(double Score, long Selected, long Rejected)> scores) =>
        [.. scores.Select(group =>
        {
            var (at, share) = calibrator.Locate(group.Score);
            return new ExpectedGroup(group.Selected, group.Rejected, calibrator.Rate(at, share), at, share);
        })];

    private static (double Area, double Tied) ExpectedArea(ExpectedGroup[] groups, double positives, double negatives)
    {
        double below = 0, ordered = 0, tied = 0;
        foreach (var group in groups)
        {
            var (p, n) = (group.Positives, group.Negatives);
            ordered += p * (below + (n / 2));
            tied += p * n;
            below += n;
        }

        // Quotients one by one: the product of the two may be below the least double.
        return (Math.Clamp(ordered / positives / negatives, 0, 1), tied / positives / negatives);
    }
}
