namespace ActorMlOps.Statistics.Performance.Confidence;

/// <summary>
/// Every metric of a task by name with a confidence interval of its value in the population, given independent rows: the one place that
/// says how each interval is made.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>metrics</term><description>interval</description></listheader>
/// <item><term>accuracy, precision, recall, recallWeighted, *Micro</term><description>Wilson 1927</description></item>
/// <item><term>f1</term><description>Wilson of tp / (tp + fp + fn), carried over by 2 J / (1 + J)</description></item>
/// <item><term>auc</term><description>DeLong 1988 on the logit scale; Hanley and McNeil where all or no pairs are in order</description></item>
/// <item><term>averagePrecision</term><description>delta method by its influence function, logit scale</description></item>
/// <item><term>logLoss, brier, mae, mse, rmse</term><description>mean by its second moment, log scale, Student's t</description></item>
/// <item><term>meanError</term><description>Student's t</description></item>
/// <item><term>calibrationError</term><description>Scheffe 1953 over the ten bins (wide, never short)</description></item>
/// <item><term>balancedAccuracy, recallMacro, precisionMacro</term><description>Wilson a class, combined by MOVER</description></item>
/// <item><term>kappa, matthews, f1Macro, f1Weighted, precisionWeighted</term><description>delta method for multinomial cells</description></item>
/// <item><term>medianAbsoluteError, residualQ*</term><description>order statistics</description></item>
/// <item><term>r2, explainedVariance, correlation, mape</term><description>delete-a-group jackknife over random parts of the rows</description></item>
/// <item><term>maxError</term><description>none: the largest of the rows seen says nothing of the next</description></item>
/// </list>
/// Where scores are in bins the value lies between bounds, and each end moves out by the distance of its bound. What has no interval has
/// null with a reason. Autocorrelated rows need wider ones.
/// </remarks>
public static class MetricTable
{
    /// <summary>The metrics of a binary task.</summary>
    /// <param name="level">Chance that an interval covers, inside (0, 1).</param>
    public static IReadOnlyList<MetricEstimate> Of(BinaryCounters rows, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var metrics = rows.Metrics();
        var intervals = BinaryIntervals.Of(rows, level);
        (long tp, long fp, long tn, long fn) = (rows.TruePositives, rows.FalsePositives, rows.TrueNegatives, rows.FalseNegatives);
        (int, int, long)[] cells = [(0, 0, tn), (0, 1, fp), (1, 0, fn), (1, 1, tp)];
        var classes = new ClassTable(2, [.. cells.Where(cell => cell.Item3 > 0)], level);
        var sums = rows.Scores.Sums();
        return
        [
            Share("accuracy", metrics.Accuracy, intervals.Accuracy),
            Share("precision", metrics.Precision, intervals.Precision),
            Share("recall", metrics.Recall, intervals.Recall),
            Share("f1", metrics.F1, intervals.F1),
            Share("auc", metrics.Auc, intervals.Auc),
            Share("averagePrecision", metrics.AveragePrecision, value => ScoreSpread.AveragePrecision(rows.Scores, value, level)),
            Positive("logLoss", metrics.LogLoss, _ => ScoreSpread.LogLoss(sums, rows.Rows, level)),
            Share("brier", metrics.Brier, _ => ScoreSpread.Brier(sums, rows.Rows, level)),
            Share("calibrationError", metrics.CalibrationError, value => ScoreSpread.CalibrationError(sums, rows.Rows, value, level)),
            .. classes.Shared(metrics.BalancedAccuracy, metrics.Kappa, metrics.Matthews),
            .. classes.Averages(metrics.Macro, metrics.Micro, metrics.Weighted, intervals.Accuracy),
        ];
    }

    /// <summary>The metrics of a task with named classes.</summary>
    /// <inheritdoc cref="Of(BinaryCounters, double)"/>
    public static IReadOnlyList<MetricEstimate> Of(MulticlassCounters rows, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var metrics = rows.Metrics();
        var (names, cells) = rows.Cells();
        var classes = new ClassTable(names, cells, level);
        var right = cells.Where(cell => cell.Actual == cell.Predicted).Sum(cell => cell.Rows) + rows.OverflowCorrect;
        var accuracy = Intervals.Wilson(right, rows.Rows, level);
        return
        [
            Share("accuracy", metrics.Accuracy, accuracy),
            .. classes.Averages(metrics.Macro, metrics.Micro, metrics.Weighted, accuracy),
            .. classes.Shared(metrics.BalancedAccuracy, metrics.Kappa, metrics.Matthews),
            .. new[] { "aucOneVsRestMacro", "logLoss", "brier" }.Select(name =>
                new MetricEstimate(name, null, null, null, null, rows.Rows == 0 ? MetricReasons.NoRows : MetricReasons.ProbabilitiesNotKept)),
        ];
    }

    /// <summary>The metrics of a regression task.</summary>
    /// <param name="parts">The same rows in parts that were formed at random, for what is jackknifed; fewer than four: it has no interval.</param>
    /// <inheritdoc cref="Of(BinaryCounters, double)"/>
    public static IReadOnlyList<MetricEstimate> Of(
        RegressionCounters rows, IReadOnlyCollection<RegressionCounters>? parts = null, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var metrics = rows.Metrics();
        var n = rows.Rows;
        var residuals = rows.Residuals();
        var absolute = ResidualQuantiles.Absolute(residuals);
        var squared = metrics.Mse.Value is { } mse && n > 0
            ? ErrorSpread.MeanSquare(absolute, mse, n, level)
            : ConfidenceInterval.Undefined(level, IntervalMethods.LogMean, MetricReasons.NoRows);
        var jackknife = new Jackknife(rows, parts ?? [], level);
        return
        [
            Positive("mae", metrics.Mae, value => Intervals.PositiveMean(value, metrics.Mse.Value ?? double.NaN, n, level)),
            Positive("mse", metrics.Mse, squared),
            Positive("rmse", metrics.Rmse, ErrorSpread.Root(squared)),
            MetricEstimate.Of("r2", metrics.R2, jackknife.AtMostOne(m => m.R2), double.NegativeInfinity, 1),
            Positive("mape", metrics.Mape, jackknife.Positive(m => m.Mape)),
            Any("meanError", metrics.MeanError, value => Intervals.StudentMean(value, rows.MeanErrorVariance(), n, level)),
            Positive("medianAbsoluteError", metrics.MedianAbsoluteError, value => ErrorSpread.Quantile(absolute, value, 0.5, n, level)),
            MetricEstimate.Bare("maxError", metrics.MaxError, MetricReasons.Extreme),
            MetricEstimate.Of(
                "explainedVariance", metrics.ExplainedVariance, jackknife.AtMostOne(m => m.ExplainedVariance), double.NegativeInfinity, 1),
            MetricEstimate.Of("correlation", metrics.Correlation, jackknife.Correlation(m => m.Correlation), -1, 1),
            .. RegressionMetrics.QuantileShares.Select((q, i) => Any(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"residualQ{100 * q:00}"),
                n == 0 ? MetricValue.Undefined(MetricReasons.NoRows) : metrics.ResidualQuantiles[i],
                value => ErrorSpread.Quantile(residuals, value, q, n, level))),
        ];
    }

    internal static MetricEstimate Share(string name, MetricValue value, ConfidenceInterval interval) =>
        MetricEstimate.Of(name, value, interval, 0, 1);

    // Nothing is computed for what is undefined.
    private static MetricEstimate Share(string name, MetricValue value, Func<double, ConfidenceInterval> interval) => Made(name, value, interval, 0, 1);

    private static MetricEstimate Positive(string name, MetricValue value, ConfidenceInterval interval) =>
        MetricEstimate.Of(name, value, interval, 0, double.PositiveInfinity);

    private static MetricEstimate Positive(string name, MetricValue value, Func<double, ConfidenceInterval> interval) =>
        Made(name, value, interval, 0, double.PositiveInfinity);

    private static MetricEstimate Any(string name, MetricValue value, Func<double, ConfidenceInterval> interval) =>
        Made(name, value, interval, double.NegativeInfinity, double.PositiveInfinity);

    private static MetricEstimate Made(string name, MetricValue value, Func<double, ConfidenceInterval> interval, double least, double most) =>
        value.Value is { } known
            ? MetricEstimate.Of(name, value, interval(known), least, most)
            : new(name, null, null, null, null, value.Reason);
}
