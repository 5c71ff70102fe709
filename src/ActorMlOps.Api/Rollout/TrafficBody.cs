namespace ActorMlOps.Api.Rollout;

/// <summary>Body of <c>PUT /api/models/{m}/traffic</c>.</summary>
/// <param name="Shadows">Versions that get copies; default: none.</param>
/// <param name="IfEpoch">Refuse unless the epoch is still this one.</param>
internal sealed record TrafficBody(TrafficVariantBody[] Variants, string[]? Shadows = null, long? IfEpoch = null);

/// <param name="Weight">Relative to the sum of all; at least 0.</param>
internal sealed record TrafficVariantBody(string Version, double Weight);
