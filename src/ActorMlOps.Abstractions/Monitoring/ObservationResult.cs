namespace ActorMlOps.Monitoring;

/// <param name="Rows">Rows counted; 0 if the batch was a repeat or refused.</param>
/// <param name="Late">Rows counted whose time was more than an hour ago.</param>
/// <param name="Duplicate">This producer's sequence was counted before.</param>
/// <param name="Labels">What became of the labels in the batch.</param>
/// <param name="Errors">Why the batch was refused; nothing of it was counted then.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ObservationResult")]
public sealed record ObservationResult(
    [property: Id(0)] int Rows,
    [property: Id(1)] int Late,
    [property: Id(2)] bool Duplicate,
    [property: Id(3)] LabelResult Labels,
    [property: Id(4)] string[] Errors);
