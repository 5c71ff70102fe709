namespace ActorMlOps.Monitoring;

/// <summary>Operations of a version over a window, and as a series of buckets.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.WindowsReport")]
public sealed record WindowsReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] WindowInfo Window,
    [property: Id(3)] OperationsSummary Total,
    [property: Id(4)] OperationsSummary[] Series,
    [property: Id(5)] long RowsLost);
