namespace ActorMlOps.Statistics.Performance.Estimation;

/// <summary>An estimate without labels beside the value the labels gave.</summary>
/// <param name="Metric">accuracy, precision, recall, f1 or auc.</param>
/// <param name="Estimated">The estimate and where the realised value should fall.</param>
/// <param name="Realised">The value on the labelled rows.</param>
/// <param name="LabelledShare">Labelled rows / predictions: below 1 the two are not about the same rows.</param>
public sealed record EstimateCheck(string Metric, ConfidenceInterval Estimated, MetricValue Realised, double LabelledShare)
{
    /// <summary>Estimate minus realised value; null where either is undefined.</summary>
    public double? Difference => Estimated.Value - Realised.Value;

    /// <summary>
    /// False if the realised value lies outside the interval: too often so, and the scores no longer mean what they meant. Null
    /// where either is undefined.
    /// </summary>
    public bool? Inside => Estimated.Value is null || Realised.Value is null
        ? null
        : Realised.High >= Estimated.Low && Realised.Low <= Estimated.High;

    /// <summary>The five metrics of a window, estimated and realised.</summary>
    public static IReadOnlyList<EstimateCheck> Of(EstimatedPerformance estimated, BinaryCounters labelled)
    {
        ArgumentNullException.ThrowIfNull(estimated);
        ArgumentNullException.ThrowIfNull(labelled);
        var realised = labelled.Metrics();
        var share = estimated.Rows == 0 ? 0 : (double)labelled.Rows / estimated.Rows;
        return
        [
            new("accuracy", estimated.Accuracy, realised.Accuracy, share),
            new("precision", estimated.Precision, realised.Precision, share),
            new("recall", estimated.Recall, realised.Recall, share),
            new("f1", estimated.F1, realised.F1, share),
            new("auc", estimated.Auc, realised.Auc, share),
        ];
    }
}
