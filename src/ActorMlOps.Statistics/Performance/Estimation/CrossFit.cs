namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>
/// Whether calibration helps, judged out of sample: each part of the labelled rows is calibrated by the others. Fitted and judged
/// on the same rows isotonic regression always looks perfect.
/// </summary>
/// <param name="Rows">Labelled rows with a score.</param>
/// <param name="ErrorBefore">Expected calibration error of the scores as they are.</param>
/// <param name="ErrorAfter">The same of the calibrated scores.</param>
/// <param name="BrierBefore">Brier score of the scores as they are.</param>
/// <param name="BrierAfter">The same of the calibrated scores.</param>
public sealed record CrossFit(
    long Rows, MetricValue ErrorBefore, MetricValue ErrorAfter, MetricValue BrierBefore, MetricValue BrierAfter)
{
    /// <summary>True if calibrated scores are the better probabilities, or the scores are none.</summary>
    public bool Helps => BrierAfter.Value is { } after && (BrierBefore.Value is not { } before || after <= before);

    /// <summary>Judges the calibration on two or more parts, for example the reference's chunks.</summary>
    /// <exception cref="ArgumentException">Fewer than two parts.</exception>
    public static CrossFit Of(IReadOnlyList<BinaryCounters> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count < 2)
            throw new ArgumentException($"{parts.Count} parts given; out-of-sample calibration needs at least two.", nameof(parts));
        var all = new BinaryCounters();
        var sums = new ScoreSums();
        long rows = 0;
        foreach (var part in parts)
        {
            all.Merge(part);
            var calibrator = IsotonicCalibrator.Fit([.. parts.Where(other => !ReferenceEquals(other, part))]);
            if (calibrator.Reason is not null)
                continue;
            foreach (var (score, positives, negatives) in part.Scores.Groups())
            {
                sums.Add(calibrator.Calibrate(score)!.Value, positives, negatives);
                rows += positives + negatives;
            }
        }

        var before = all.Metrics();
        var none = MetricValue.Undefined(all.Scores.Rows == 0 ? MetricReasons.NoRows : MetricReasons.OneClass);
        var after = new Calibration(sums, rows);
        return new(
            all.Scores.Rows, before.CalibrationError, rows == 0 ? none : after.Error, before.Brier, rows == 0 ? none : after.Brier);
    }
}
