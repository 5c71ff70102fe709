namespace ActorMlOps.Monitoring;

/// <summary>Encoded performance counters of one label partition, to be merged with those of the others.</summary>
/// <param name="Groups">By value of the segment column ("" without one): encoded counters of the version's task.</param>
/// <param name="Paired">Labelled rows that this version and another one both answered (one of them as a shadow), by the other's name.</param>
/// <param name="Pending">Labels of all versions that wait for their prediction.</param>
/// <param name="Custom">By value of the segment column: encoded counters of custom metrics and feedback.</param>
/// <param name="Unmatched">Labels of all versions that have waited in vain, since the model began.</param>
[GenerateSerializer, Immutable, Alias("actormlops.PerformanceShare")]
public sealed record PerformanceShare(
    [property: Id(0)] Dictionary<string, byte[]> Groups,
    [property: Id(1)] Dictionary<string, PairedOutcomes> Paired,
    [property: Id(2)] long Pending,
    [property: Id(3)] Dictionary<string, byte[]> Custom,
    [property: Id(4)] long Unmatched);
