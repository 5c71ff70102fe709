namespace ActorMlOps.Grains.Serving;

/// <param name="Error">Why there is no runtime.</param>
/// <param name="Unknown">There is no such model or version, as against one that can't be served now.</param>
internal sealed record LoadedVersion(VersionRuntime? Runtime, string? Error, bool Unknown);
