namespace ActorMlOps.Monitoring;

/// <summary>
/// Spreads labels of one model over its partitions. Fed by HTTP and by the stream <see cref="StreamNames.Labels"/>.
/// Key: the model's name.
/// Survives: nothing.
/// </summary>
[Alias("actormlops.ILabelIntakeGrain")]
public interface ILabelIntakeGrain : IGrainWithStringKey
{
    /// <summary>Answered after the labels are durable. Null: no such model.</summary>
    [Alias("Label")]
    Task<LabelResult?> Label(PredictionLabel[] labels);
}
