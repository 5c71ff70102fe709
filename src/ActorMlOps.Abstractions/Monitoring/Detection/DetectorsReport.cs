namespace ActorMlOps.Monitoring.Detection;

/// <summary>The detectors of a version.</summary>
/// <param name="FalseAlarmDays">Days per expected false alarm of all e-detectors of the fleet together; null: not known yet.</param>
/// <param name="Weight">The version's share of that budget, above 0, at most 1; null: it has none (yet).</param>
/// <param name="Reason">Why some or all of them are missing; null: none are.</param>
[GenerateSerializer, Immutable, Alias("actormlops.DetectorsReport")]
public sealed record DetectorsReport(
    [property: Id(0)] string Model,
    [property: Id(1)] string Version,
    [property: Id(2)] double? FalseAlarmDays,
    [property: Id(3)] double? Weight,
    [property: Id(4)] DetectorInfo[] Detectors,
    [property: Id(5)] string? Reason);
