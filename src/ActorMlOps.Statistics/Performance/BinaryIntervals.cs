namespace ActorMlOps.Statistics.Performance;

/// <summary>Confidence intervals of a binary task's metrics, for display.</summary>
/// <param name="Accuracy">Wilson.</param>
/// <param name="Precision">Wilson, among the rows predicted positive.</param>
/// <param name="Recall">Wilson, among the positive rows.</param>
/// <param name="F1">
/// Wilson of tp / (tp + fp + fn), carried over by F1 = 2 J / (1 + J), which is monotone: a proportion of the rows that are
/// positive by label or prediction.
/// </param>
/// <param name="Auc">DeLong on the logit scale; Hanley and McNeil where all or none of the pairs are in order.</param>
public sealed record BinaryIntervals(
    ConfidenceInterval Accuracy, ConfidenceInterval Precision, ConfidenceInterval Recall, ConfidenceInterval F1, ConfidenceInterval Auc)
{
    /// <summary>The intervals at <paramref name="level"/>, for example 0.95.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not inside (0, 1).</exception>
    public static BinaryIntervals Of(BinaryCounters rows, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (tp, fp, fn) = (rows.TruePositives, rows.FalsePositives, rows.FalseNegatives);
        var overlap = Intervals.Wilson(tp, tp + fp + fn, level);
        return new(
            Intervals.Wilson(tp + rows.TrueNegatives, rows.Rows, level),
            Intervals.Wilson(tp, tp + fp, level),
            Intervals.Wilson(tp, tp + fn, level),
            overlap with { Value = ToF1(overlap.Value), Low = ToF1(overlap.Low), High = ToF1(overlap.High) },
            Intervals.Auc(rows, level));
    }

    private static double? ToF1(double? overlap) => 2 * overlap / (1 + overlap);
}
