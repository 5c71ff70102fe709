using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

/// <param name="Info">Null if there are errors.</param>
internal sealed record CheckedVersion(VersionInfo? Info, IReadOnlyList<string> Errors);
