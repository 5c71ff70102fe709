using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <param name="Outcome">Of a request to the version; not <see cref="PredictOutcome.Ok"/> if there is no runtime.</param>
/// <param name="Error">Why there is no runtime.</param>
internal sealed record LoadedVersion(VersionRuntime? Runtime, PredictOutcome Outcome, string? Error)
{
    public static LoadedVersion Failed(PredictOutcome outcome, string error) => new(null, outcome, error);
}
