namespace ActorMlOps.Grains.Monitoring.Alerts;

/// <param name="Weight">Share of the fleet's budget of all detectors of the version together.</param>
/// <param name="Ordinal">Detectors that the fleet ever had, with these.</param>
[GenerateSerializer, Immutable, Alias("actormlops.state.AlarmLease")]
internal sealed record AlarmLease(
    [property: Id(0)] double Weight, [property: Id(1)] int Detectors, [property: Id(2)] DateTimeOffset Until, [property: Id(3)] long Ordinal);
