namespace ActorMlOps.Statistics.Performance;

/// <summary>Precision, recall and F1 averaged over classes in one way; 0 where a denominator is 0.</summary>
/// <param name="Precision">Of what was predicted, the share that was right; 0 to 1.</param>
/// <param name="Recall">Of what is there, the share that was predicted; 0 to 1.</param>
/// <param name="F1">Harmonic mean of the two, averaged by class; 0 to 1.</param>
public sealed record ClassAverages(MetricValue Precision, MetricValue Recall, MetricValue F1);
