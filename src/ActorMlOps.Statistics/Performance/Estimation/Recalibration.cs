using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>What a window's scores are calibrated on: the reference, and labels that have arrived since, out of the window itself.</summary>
/// <param name="Calibrator">Null where <paramref name="Reason"/> says why there is none.</param>
/// <param name="ReferenceRows">Rows of the reference that count.</param>
/// <param name="RecentRows">Labelled rows that count.</param>
/// <remarks>
/// Rule: the union of the reference and the labelled rows among the <see cref="RecentPredictions"/> predictions before the window. If those
/// contradict the reference, they alone: their mean, or their slope by the calibrated score, is further from what the reference promises
/// than chance and the error of the calibration allow, at 0.001 each (score tests; z with the variance of <see cref="Cbpe"/>), and by so
/// much that it is worth the reference's rows: 0.025 of the mean, a tenth of the slope. Deterministic: it hangs on rows before the window
/// only. Cost: linear in the score groups.
/// </remarks>
public sealed record Recalibration(IsotonicCalibrator? Calibrator, long ReferenceRows, long RecentRows, string? Reason)
{
    /// <summary>So many predictions before a window are asked for labels.</summary>
    public const int RecentPredictions = 10_000;

    /// <summary>Labelled rows that may stand alone.</summary>
    public const int LeastAlone = 500;

    private const double Contradiction = 0.001;
    private const double MaterialMean = 0.025;
    private const double MaterialSlope = 0.1;

    /// <summary>Decides and fits.</summary>
    /// <param name="reference">Null or empty: it has no labels.</param>
    /// <param name="recent">Labelled rows before the window.</param>
    public static Recalibration Of(BinaryCounters? reference, BinaryCounters recent)
    {
        ArgumentNullException.ThrowIfNull(recent);
        long known = reference?.Scores.Rows ?? 0, labelled = recent.Scores.Rows;
        if (known == 0)
        {
            return labelled >= LeastAlone
                ? Fitted(IsotonicCalibrator.Fit(recent), 0, labelled)
                : new(null, 0, labelled, labelled == 0 ? MetricReasons.NoRows : MetricReasons.TooFewRows);
        }

        var calibrator = IsotonicCalibrator.Fit(reference!);
        if (labelled == 0)
            return Fitted(calibrator, known, 0);
        return labelled >= LeastAlone && (calibrator.Reason is not null || Contradicts(calibrator, recent))
            ? Fitted(IsotonicCalibrator.Fit(recent), 0, labelled)
            : Fitted(IsotonicCalibrator.Fit(reference!, recent), known, labelled);
    }

    private static Recalibration Fitted(IsotonicCalibrator calibrator, long reference, long recent) =>
        new(calibrator.Reason is null ? calibrator : null, reference, recent, calibrator.Reason);

    private static bool Contradicts(IsotonicCalibrator calibrator, BinaryCounters recent)
    {
        (ExpectedGroup Group, double Deviation)[] groups = [.. recent.Scores.Groups().Select(g =>
        {
            var (at, share) = calibrator.Locate(g.Score);
            var group = new ExpectedGroup(g.Positives, g.Negatives, calibrator.Rate(at, share), at, share);
            return (group, g.Positives - group.Positives);
        })];
        var spread = new LabelSpread(calibrator, [.. groups.Select(g => g.Group)]);
        var middle = groups.Sum(g => g.Group.Positives) / groups.Sum(g => g.Group.Rows);
        return Refuted(_ => 1, MaterialMean) || Refuted(group => group.Probability - middle, MaterialSlope);

        bool Refuted(Func<ExpectedGroup, double> slope, double material)
        {
            var moved = groups.Sum(g => slope(g.Group) * g.Deviation);
            var size = groups.Sum(g => g.Group.Rows * slope(g.Group) * slope(g.Group));
            var variance = spread.Variance(slope);
            return Math.Abs(moved) >= material * size && variance > 0 && Normal.TwoSided(moved / Math.Sqrt(variance)) <= Contradiction;
        }
    }
}
