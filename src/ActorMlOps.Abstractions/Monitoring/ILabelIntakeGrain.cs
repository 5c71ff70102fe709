namespace ActorMlOps.Monitoring;

/// <summary>
/// Spreads labels of one model over its partitions. Fed by HTTP and by the stream <see cref="StreamNames.Labels"/>.
/// Key: the model's name.
/// Survives: which sequences of which producers on the stream were taken, of the 256 producers that sent last.
/// </summary>
[Alias("actormlops.ILabelIntakeGrain")]
public interface ILabelIntakeGrain : IGrainWithStringKey
{
    /// <summary>Answered after the labels are durable. Null: no such model.</summary>
    [Alias("Label")]
    Task<LabelResult?> Label(PredictionLabel[] labels);

    /// <summary>How far the stream's batches of a producer were taken.</summary>
    [Alias("Progress")]
    Task<StreamProgress> Progress(string producer);
}
