namespace ActorMlOps.Monitoring;

/// <summary>How far a producer's batches were taken. What is not must be sent again.</summary>
/// <param name="Sequence">All batches up to this one were counted, or refused for good; durably.</param>
/// <param name="Refused">The newest refusals, oldest first.</param>
[GenerateSerializer, Immutable, Alias("actormlops.StreamProgress")]
public sealed record StreamProgress([property: Id(0)] long Sequence, [property: Id(1)] RefusedBatch[] Refused);

/// <summary>A batch, or some rows of it, that can't be counted and never will be.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.RefusedBatch")]
public sealed record RefusedBatch([property: Id(0)] long Sequence, [property: Id(1)] string Reason);
