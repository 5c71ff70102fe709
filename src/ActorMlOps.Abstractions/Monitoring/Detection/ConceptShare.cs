namespace ActorMlOps.Monitoring.Detection;

/// <summary>Labelled rows of a version in one label partition.</summary>
/// <param name="Stamp">Grows whenever the partition changes.</param>
/// <param name="Hours">
/// By the hour of the prediction (Unix seconds): rows by cell: correct, false positive, false negative; of more classes: correct, or the predicted
/// class. Null: nothing has changed since the stamp that was asked with.
/// </param>
[GenerateSerializer, Immutable, Alias("actormlops.ConceptShare")]
public sealed record ConceptShare([property: Id(0)] long Stamp, [property: Id(1)] Dictionary<long, long[]>? Hours);
