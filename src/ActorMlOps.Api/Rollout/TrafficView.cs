using ActorMlOps.Api.Hosting;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Rollout;

internal sealed record TrafficView(string Model, long Epoch, string Stable, VariantView[] Variants, string[] Shadows)
{
    public static TrafficView Of(Policy policy) => new(
        policy.Model, policy.Epoch, policy.Stable, Array.ConvertAll(policy.Variants, VariantView.Of), policy.Shadows);
}

/// <param name="Role">stable or canary.</param>
internal sealed record VariantView(string Version, double Weight, string Role)
{
    public static VariantView Of(Variant variant) =>
        new(variant.Version, variant.Weight, variant.Role == VariantRole.Stable ? "stable" : "canary");
}

/// <summary>The answer to a switch.</summary>
/// <param name="Unconfirmed">Silos that did not acknowledge in time; they follow after at most <paramref name="LeaseMs"/>.</param>
internal sealed record SwitchView(
    string Model, long Epoch, string Stable, VariantView[] Variants, string[] Shadows,
    string[] AcknowledgedBy, string[] Unconfirmed, int LeaseMs)
{
    /// <exception cref="RequestException">The change was refused.</exception>
    public static SwitchView Of(string model, SwitchResult result)
    {
        var traffic = TrafficView.Of(Demand(model, result));
        return new(
            traffic.Model, traffic.Epoch, traffic.Stable, traffic.Variants, traffic.Shadows,
            result.AcknowledgedBy, result.Unconfirmed, result.LeaseMs);
    }

    /// <summary>The policy of a change that was made.</summary>
    /// <exception cref="RequestException">The change was refused: 404, 409 or 400.</exception>
    public static Policy Demand(string model, SwitchResult result)
    {
        if (result.Policy is not { } policy)
            throw Names.NoModel(model);
        if (result.Errors.Length > 0)
            throw new RequestException(result.Conflict ? StatusCodes.Status409Conflict : StatusCodes.Status400BadRequest, result.Errors);
        return policy;
    }
}
