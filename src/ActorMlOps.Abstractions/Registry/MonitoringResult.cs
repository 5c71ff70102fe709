namespace ActorMlOps.Registry;

/// <param name="Version">The version as it now stands; null if there is none.</param>
/// <param name="Errors">Every reason for a refusal; empty otherwise.</param>
[GenerateSerializer, Immutable, Alias("actormlops.MonitoringResult")]
public sealed record MonitoringResult(
    [property: Id(0)] MonitoringOutcome Outcome, [property: Id(1)] VersionInfo? Version, [property: Id(2)] string[] Errors);
