namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics of a regression task, in the target's unit unless said otherwise.</summary>
/// <param name="Rows">Labelled rows with finite prediction and label.</param>
/// <param name="MeanError">Mean of prediction - label.</param>
/// <param name="Mae">Mean absolute error, at least 0.</param>
/// <param name="Mse">Mean squared error, unit squared, at least 0.</param>
/// <param name="Rmse">Root mean squared error, at least 0.</param>
/// <param name="R2">1 - SSE / SST, at most 1, no unit; undefined for a constant target.</param>
/// <param name="Mape">Mean |error| / |label| as a fraction; undefined when a label is 0.</param>
public sealed record RegressionMetrics(
    long Rows, MetricValue MeanError, MetricValue Mae, MetricValue Mse, MetricValue Rmse, MetricValue R2, MetricValue Mape);
