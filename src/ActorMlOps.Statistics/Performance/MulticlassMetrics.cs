namespace ActorMlOps.Statistics.Performance;

/// <summary>Metrics over the classes that occur as label or prediction.</summary>
/// <param name="Rows">Labelled rows.</param>
/// <param name="Accuracy">Share of rows predicted as they are.</param>
/// <param name="Macro">Plain mean over classes.</param>
/// <param name="Micro">Over all rows together; equals the accuracy.</param>
/// <param name="Weighted">Mean weighted by the rows of each actual class.</param>
public sealed record MulticlassMetrics(
    long Rows, MetricValue Accuracy, ClassAverages Macro, ClassAverages Micro, ClassAverages Weighted);
