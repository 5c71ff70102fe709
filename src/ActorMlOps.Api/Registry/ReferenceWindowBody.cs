namespace ActorMlOps.Api.Registry;

/// <summary>Body of <c>PUT .../reference</c> for a window of the past.</summary>
/// <param name="From">RFC 3339 with an offset.</param>
/// <param name="Version">Whose window; default: the version's own.</param>
internal sealed record ReferenceWindowBody(string From, string To, string? Version = null);
