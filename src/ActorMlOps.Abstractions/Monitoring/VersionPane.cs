namespace ActorMlOps.Monitoring;

/// <summary>Operational part of a pane.</summary>
/// <param name="Requests">Requests that held the rows; a coalesced call counts once per caller.</param>
/// <param name="Errors">Requests that the model failed.</param>
/// <param name="ShadowRows">Rows of the pane that ran as a shadow.</param>
/// <param name="Latency">Encoded histogram of the time from arrival in the queue to the answer, a value per request.</param>
/// <param name="Shadow">Comparison with the version that answered; null if nothing ran as a shadow.</param>
[GenerateSerializer, Immutable, Alias("actormlops.VersionPane")]
public sealed record VersionPane(
    [property: Id(0)] PaneHeader Header,
    [property: Id(1)] long Requests,
    [property: Id(2)] long Errors,
    [property: Id(3)] long ShadowRows,
    [property: Id(4)] byte[] Latency,
    [property: Id(5)] ShadowComparison? Shadow);
