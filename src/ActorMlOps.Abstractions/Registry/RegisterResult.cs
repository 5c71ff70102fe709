namespace ActorMlOps.Registry;

/// <param name="Version">The version as it now stands, unless refused.</param>
/// <param name="Errors">Every reason for a refusal; empty otherwise.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RegisterResult")]
public sealed record RegisterResult(
    [property: Id(0)] RegisterOutcome Outcome,
    [property: Id(1)] VersionInfo? Version,
    [property: Id(2)] string[] Errors);
