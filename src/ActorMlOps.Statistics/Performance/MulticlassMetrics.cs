namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics over the classes that occur as label or prediction.</summary>
/// <param name="Rows">Labelled rows.</param>
/// <param name="Accuracy">Share of rows predicted as they are.</param>
/// <param name="BalancedAccuracy">Mean recall of the classes among the labels.</param>
/// <param name="Macro">Plain mean over classes.</param>
/// <param name="Micro">Over all rows together; equals the accuracy.</param>
/// <param name="Weighted">Mean weighted by the rows of each actual class.</param>
/// <param name="Kappa">Cohen's kappa, unweighted, in [-1, 1].</param>
/// <param name="Matthews">Matthews' correlation coefficient for many classes (Gorodkin 2004), in [-1, 1].</param>
public sealed record MulticlassMetrics(
    long Rows,
    MetricValue Accuracy,
    MetricValue BalancedAccuracy,
    ClassAverages Macro,
    ClassAverages Micro,
    ClassAverages Weighted,
    MetricValue Kappa,
    MetricValue Matthews);
