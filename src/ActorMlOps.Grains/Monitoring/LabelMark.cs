namespace ActorMlOps.Grains.Monitoring;

/// <param name="Joined">It was counted with a prediction.</param>
/// <param name="At">When it was first written, Unix seconds.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.LabelMark")]
internal readonly record struct LabelMark([property: Id(0)] string Label, [property: Id(1)] bool Joined, [property: Id(2)] long At);
