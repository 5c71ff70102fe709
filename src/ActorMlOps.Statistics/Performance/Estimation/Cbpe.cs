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
        var z = Intervals.Quantile(level);
        var reason = predictions.Rows == 0 ? MetricReasons.NoRows
            : predictions.ScoresNaN > 0 ? MetricReasons.UndefinedScores
            : calibrator.Reason;
        if (reason is not null)
        {
            var none = ConfidenceInterval.Undefined(level, IntervalMethods.Cbpe, reason);
            return new(predictions.Rows, null, null, null, null, none, none, none, none, none);
        }

        var groups = Expected(calibrator, predictions);
        double tp = 0, fn = 0, selected = 0, rows = predictions.Rows;
        foreach (var group in groups)
        {
            tp += group.Selected * group.Probability;
            fn += group.Rejected * group.Probability;
            selected += group.Selected;
        }

        double fp = selected - tp, tn = rows - selected - fn, positives = tp + fn, either = selected + positives;
        var spread = new LabelSpread(calibrator, groups);
        return new(
            predictions.Rows, tp, fp, tn, fn,
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
            return Interval(area, spread.AreaVariance(area, positives, rows - positives), predictions.ScoresExact ? 0 : tied / 2);
        }
    }

    private static ExpectedGroup[] Expected(IsotonicCalibrator calibrator, PredictionScores predictions) =>
        [.. predictions.Scores.Groups().Select(group =>
        {
            var (at, share) = calibrator.Locate(group.Score);
            return new ExpectedGroup(group.Positives, group.Negatives, calibrator.Rate(at, share), at, share);
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
