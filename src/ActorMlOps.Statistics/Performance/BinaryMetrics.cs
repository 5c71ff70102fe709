namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of a binary task for the positive class; all in [0, 1] save the log loss (nats, at least 0).</summary>
public sealed record BinaryMetrics
{
    // scikit-learn's older clipping: a certain and wrong score costs 34.5 nats, not infinity.
    private const double LogLossClip = 1e-15;

    /// <summary>Labelled rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Share of rows predicted as they are.</summary>
    public required MetricValue Accuracy { get; init; }

    /// <summary>tp / (tp + fp); 0 where nothing was predicted positive.</summary>
    public required MetricValue Precision { get; init; }

    /// <summary>tp / (tp + fn); 0 where nothing is positive.</summary>
    public required MetricValue Recall { get; init; }

    /// <summary>2 tp / (2 tp + fp + fn).</summary>
    public required MetricValue F1 { get; init; }

    /// <summary>
    /// Area under the ROC curve, ties counting half. From binned scores the bounds are the estimate +- half the mass of the
    /// pairs tied in a bin.
    /// </summary>
    public required MetricValue Auc { get; init; }

    /// <summary>Mean -ln of the score given to the actual class, scores clipped to [1e-15, 1 - 1e-15].</summary>
    public required MetricValue LogLoss { get; init; }

    /// <summary>Mean squared difference of score and label.</summary>
    public required MetricValue Brier { get; init; }

    internal static BinaryMetrics Of(BinaryCounters rows)
    {
        double tp = rows.TruePositives, fp = rows.FalsePositives, fn = rows.FalseNegatives;
        return new BinaryMetrics
        {
            Rows = rows.Rows,
            Accuracy = OrNoRows(rows, () => MetricValue.Ratio(tp + rows.TrueNegatives, rows.Rows)),
            Precision = OrNoRows(rows, () => MetricValue.Ratio(tp, tp + fp)),
            Recall = OrNoRows(rows, () => MetricValue.Ratio(tp, tp + fn)),
            F1 = OrNoRows(rows, () => MetricValue.Ratio(2 * tp, (2 * tp) + fp + fn)),
            Auc = OrNoRows(rows, () => AreaUnderCurve(rows)),
            LogLoss = OrNoRows(rows, () => MeanLoss(rows, static (score, positive) =>
            {
                var p = Math.Clamp(score, LogLossClip, 1 - LogLossClip);
                return -Math.Log(positive ? p : 1 - p);
            })),
            Brier = OrNoRows(rows, () => MeanLoss(rows, static (score, positive) =>
                positive ? (1 - score) * (1 - score) : score * score)),
        };
    }

    private static MetricValue OrNoRows(BinaryCounters rows, Func<MetricValue> metric) =>
        rows.Rows == 0 ? MetricValue.Undefined(MetricReasons.NoRows) : metric();

    private static MetricValue AreaUnderCurve(BinaryCounters rows)
    {
        if (rows.ScoresNaN > 0)
            return MetricValue.Undefined(MetricReasons.UndefinedScores);
        double positives = 0, negatives = 0, above = 0, tied = 0;
        foreach (var (_, p, n) in rows.Scores.Groups())
        {
            above += p * negatives;
            tied += (double)p * n;
            positives += p;
            negatives += n;
        }

        if (positives == 0 || negatives == 0)
            return MetricValue.Undefined(MetricReasons.OneClass);
        var pairs = positives * negatives;
        var auc = (above + (tied / 2)) / pairs;
        return rows.ScoresExact
            ? MetricValue.Exact(auc)
            : new MetricValue(auc, above / pairs, (above + tied) / pairs, MetricReasons.BinnedScores);
    }

    private static MetricValue MeanLoss(BinaryCounters rows, Func<double, bool, double> loss)
    {
        if (rows.ScoresNaN > 0)
            return MetricValue.Undefined(MetricReasons.UndefinedScores);
        if (rows.ScoresOutside > 0)
            return MetricValue.Undefined(MetricReasons.ScoresOutsideUnitInterval);
        if (!rows.ScoresExact)
            return MetricValue.Undefined(MetricReasons.BinnedScores);
        double sum = 0;
        foreach (var (score, positives, negatives) in rows.Scores.Groups())
        {
            // A factor of 0 must not meet a loss it does not want.
            sum += positives > 0 ? positives * loss(score, true) : 0;
            sum += negatives > 0 ? negatives * loss(score, false) : 0;
        }

        return MetricValue.Exact(sum / rows.Rows);
    }
}
