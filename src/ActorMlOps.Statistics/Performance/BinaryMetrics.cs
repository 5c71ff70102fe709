namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Metrics of a binary task; all in [0, 1] save kappa and Matthews' coefficient (in [-1, 1]) and the log loss (nats, at least 0).
/// Averages run over the classes that occur as label or prediction.
/// </summary>
public sealed record BinaryMetrics
{
    /// <summary>Labelled rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Share of rows predicted as they are.</summary>
    public required MetricValue Accuracy { get; init; }

    /// <summary>Mean recall of the two classes.</summary>
    public required MetricValue BalancedAccuracy { get; init; }

    /// <summary>tp / (tp + fp); 0 where nothing was predicted positive.</summary>
    public required MetricValue Precision { get; init; }

    /// <summary>tp / (tp + fn); 0 where nothing is positive.</summary>
    public required MetricValue Recall { get; init; }

    /// <summary>2 tp / (2 tp + fp + fn).</summary>
    public required MetricValue F1 { get; init; }

    /// <summary>Plain mean over the classes.</summary>
    public required ClassAverages Macro { get; init; }

    /// <summary>Over all rows together; equals the accuracy.</summary>
    public required ClassAverages Micro { get; init; }

    /// <summary>Mean weighted by the rows of each actual class.</summary>
    public required ClassAverages Weighted { get; init; }

    /// <summary>Cohen's kappa.</summary>
    public required MetricValue Kappa { get; init; }

    /// <summary>Matthews' correlation coefficient; 0 where label or prediction is always the same.</summary>
    public required MetricValue Matthews { get; init; }

    /// <summary>
    /// Area under the ROC curve, ties counting half. From binned scores the bounds are the estimate +- half the mass of the
    /// pairs tied in a bin.
    /// </summary>
    public required MetricValue Auc { get; init; }

    /// <summary>Area under the precision-recall curve as average precision; from binned scores between certified bounds.</summary>
    public required MetricValue AveragePrecision { get; init; }

    /// <summary>Mean -ln of the score given to the actual class, scores clipped to [1e-15, 1 - 1e-15].</summary>
    public required MetricValue LogLoss { get; init; }

    /// <summary>Mean squared difference of score and label.</summary>
    public required MetricValue Brier { get; init; }

    /// <summary>Expected calibration error over ten equal-width bins of the score: mean |positive rate - mean score|.</summary>
    public required MetricValue CalibrationError { get; init; }

    /// <summary>The reliability curve over the same ten bins; empty where the scores are no probabilities.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    internal static BinaryMetrics Of(BinaryCounters rows)
    {
        long tp = rows.TruePositives, fp = rows.FalsePositives, fn = rows.FalseNegatives, tn = rows.TrueNegatives;
        var totals = new ConfusionTotals(rows.Rows, [(tn, tn + fp, tn + fn), (tp, tp + fn, tp + fp)]);
        var none = rows.Rows == 0 ? MetricValue.Undefined(MetricReasons.NoRows) : null;
        var noScores = none ?? (rows.ScoresNaN > 0 ? MetricValue.Undefined(MetricReasons.UndefinedScores) : null);
        var calibration = noScores is null && rows.ScoresOutside == 0 ? new Calibration(rows.Scores.Sums(), rows.Rows) : null;
        var noCalibration = noScores ?? (calibration is null ? MetricValue.Undefined(MetricReasons.ScoresOutsideUnitInterval) : null);
        return new BinaryMetrics
        {
            Rows = rows.Rows,
            Accuracy = none ?? totals.Accuracy,
            BalancedAccuracy = none ?? totals.BalancedAccuracy(),
            Precision = none ?? MetricValue.Ratio(tp, tp + fp),
            Recall = none ?? MetricValue.Ratio(tp, tp + fn),
            F1 = none ?? MetricValue.Ratio(2.0 * tp, (2.0 * tp) + fp + fn),
            Macro = totals.Average(weighted: false),
            Micro = none is null ? totals.Micro() : new(none, none, none),
            Weighted = totals.Average(weighted: true),
            Kappa = none ?? totals.Kappa(),
            Matthews = none ?? totals.Matthews(),
            Auc = noScores ?? RankMetrics.Auc(rows.Scores),
            AveragePrecision = noScores ?? RankMetrics.AveragePrecision(rows.Scores),
            LogLoss = noCalibration ?? calibration!.LogLoss,
            Brier = noCalibration ?? calibration!.Brier,
            CalibrationError = noCalibration ?? calibration!.Error,
            Reliability = calibration?.Curve() ?? [],
        };
    }
}
