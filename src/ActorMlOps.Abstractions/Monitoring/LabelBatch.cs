namespace ActorMlOps.Monitoring;

/// <summary>What the stream <c>labels</c> carries. Repeats do no harm: a label counts once.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.LabelBatch")]
public sealed record LabelBatch([property: Id(0)] PredictionLabel[] Labels);
