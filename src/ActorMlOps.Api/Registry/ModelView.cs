namespace ActorMlOps.Api.Registry;

/// <param name="Versions">In the order of registration.</param>
/// <param name="Stable">The version that the traffic policy calls stable; null until there is one.</param>
internal sealed record ModelSummary(string Name, string? Stable, string[] Versions);

internal sealed record ModelList(ModelSummary[] Models);

internal sealed record ModelView(string Name, string? Stable, VersionView[] Versions);
