namespace ActorMlOps.Monitoring.Alerts;

/// <summary>What became of a test alert at one sink.</summary>
/// <param name="Error">Null: it was delivered.</param>
[GenerateSerializer, Immutable, Alias("actormlops.SinkTest")]
public sealed record SinkTest(
    [property: Id(0)] string Sink,
    [property: Id(1)] string Type,
    [property: Id(2)] bool Delivered,
    [property: Id(3)] int? Status,
    [property: Id(4)] string? Error,
    [property: Id(5)] double Milliseconds);
