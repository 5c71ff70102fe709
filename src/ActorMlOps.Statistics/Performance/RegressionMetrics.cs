namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of a regression task, in the target's unit unless said otherwise.</summary>
public sealed record RegressionMetrics
{
    /// <summary>The shares at which <see cref="ResidualQuantiles"/> are given.</summary>
    public static IReadOnlyList<double> QuantileShares { get; } = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>Labelled rows with finite prediction and label.</summary>
    public required long Rows { get; init; }

    /// <summary>Mean of prediction - label.</summary>
    public required MetricValue MeanError { get; init; }

    /// <summary>Mean absolute error, at least 0.</summary>
    public required MetricValue Mae { get; init; }

    /// <summary>Mean squared error, unit squared, at least 0.</summary>
    public required MetricValue Mse { get; init; }

    /// <summary>Root mean squared error, at least 0.</summary>
    public required MetricValue Rmse { get; init; }

    /// <summary>1 - SSE / SST, at most 1, no unit; undefined for a constant target.</summary>
    public required MetricValue R2 { get; init; }

    /// <summary>1 - variance of the errors / variance of the labels, at most 1, no unit; undefined for a constant target.</summary>
    public required MetricValue ExplainedVariance { get; init; }

    /// <summary>Pearson's correlation of prediction and label, in [-1, 1]; undefined where either is constant.</summary>
    public required MetricValue Correlation { get; init; }

    /// <summary>Mean |error| / |label| as a fraction; undefined when a label is 0.</summary>
    public required MetricValue Mape { get; init; }

    /// <summary>Median absolute error; above 8,192 rows within 1/128 relative, with bounds.</summary>
    public required MetricValue MedianAbsoluteError { get; init; }

    /// <summary>Largest absolute error; above 8,192 rows within 1/128 relative, with bounds.</summary>
    public required MetricValue MaxError { get; init; }

    /// <summary>
    /// Type-7 quantiles of prediction - label at <see cref="QuantileShares"/>; above 8,192 rows within 1/128 relative, with
    /// bounds. Empty without rows.
    /// </summary>
    public required IReadOnlyList<MetricValue> ResidualQuantiles { get; init; }

    /// <summary>Interval of the mean error, normal approximation at 95 %.</summary>
    public required ConfidenceInterval MeanErrorInterval { get; init; }

    /// <summary>Interval of the mean absolute error, normal approximation at 95 %.</summary>
    public required ConfidenceInterval MaeInterval { get; init; }
}
