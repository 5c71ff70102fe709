using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Api.Monitoring.Alerts;

/// <summary>Body of <c>POST /api/silences</c>.</summary>
/// <param name="Matchers">At least one of model, version, kind, feature, severity.</param>
/// <param name="Reason">1 to 1,024 characters.</param>
/// <param name="Duration">At most 90 d; either this or <paramref name="ExpiresAt"/>.</param>
/// <param name="ExpiresAt">In the future, at most 90 d ahead.</param>
/// <param name="By">At most 128 characters; default: operator.</param>
internal sealed record SilenceBody(
    SilenceMatchers Matchers, string Reason, TimeSpan? Duration = null, string? ExpiresAt = null, string? By = null);
