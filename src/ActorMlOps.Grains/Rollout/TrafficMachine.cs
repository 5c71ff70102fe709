using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>
/// Pure decisions on a model's split that an operator makes directly. Every decision that changes the policy raises the epoch by one.
/// </summary>
internal static class TrafficMachine
{
    public static TrafficState First(string model, string version, ulong salt) =>
        new(new Policy(model, 1, salt, [new Variant(version, 100, VariantRole.Stable)], []), []);

    /// <param name="registered">Versions that exist.</param>
    public static TrafficDecision Set(TrafficState state, TrafficChange change, IReadOnlySet<string> registered)
    {
        var policy = state.Policy!;
        var errors = Validate(change, registered);
        if (errors.Length > 0)
            return TrafficDecision.Invalid(errors);
        if (change.IfEpoch is { } epoch && epoch != policy.Epoch)
            return TrafficDecision.Refused($"The epoch is {policy.Epoch}, not {epoch}: somebody changed the traffic meanwhile. Read it again.");
        if (Array.Find(state.Rollouts, r => !r.Ended && r.Kind != RolloutKind.Shadow) is { } running)
            return TrafficDecision.Refused($"Rollout '{running.Id}' decides the traffic now: abort, roll back or promote it first.");
        if (Array.Find(state.Rollouts, r => r.Phase == RolloutPhase.Running && !change.Shadows.Contains(r.Candidate)) is { } shadow)
            return TrafficDecision.Refused($"Version '{shadow.Candidate}' is in the shadow rollout '{shadow.Id}': keep it in 'shadows', or abort that first.");
        if (Array.Find(state.Rollouts, r => !r.Ended && change.Weights.Any(w => w.Version == r.Candidate && w.Weight > 0)) is { } paused)
            return TrafficDecision.Refused($"Version '{paused.Candidate}' is in the paused shadow rollout '{paused.Id}': abort that before the version answers.");

        var stable = change.Weights.Any(w => w.Version == policy.Stable && w.Weight > 0)
            ? policy.Stable
            : change.Weights.MaxBy(w => w.Weight)!.Version;
        var variants = change.Weights
            .Select(w => new Variant(w.Version, w.Weight, w.Version == stable ? VariantRole.Stable : VariantRole.Canary))
            .ToArray();
        return new(state with { Policy = policy.Next(variants, change.Shadows) }, []);
    }

    /// <summary>The policy that follows. Canaries come first on the weight line, so that a ramp only ever adds units to them.</summary>
    internal static Policy Next(this Policy policy, Variant[] variants, string[] shadows) => policy with
    {
        Epoch = policy.Epoch + 1,
        Variants = [.. variants.OrderBy(v => v.Role == VariantRole.Stable)],
        Shadows = shadows,
    };

    private static string[] Validate(TrafficChange change, IReadOnlySet<string> registered)
    {
        var errors = new List<string>();
        if (change.Weights.Length == 0)
            errors.Add("'variants' is empty: name at least one version with a weight.");
        foreach (var w in change.Weights)
        {
            if (!double.IsFinite(w.Weight) || w.Weight < 0)
                errors.Add($"'variants': the weight of '{w.Version}' must be a number of at least 0.");
        }
        if (change.Weights.Length > 0 && change.Weights.All(w => w.Weight == 0))
            errors.Add("'variants': all weights are 0; one version must answer.");
        if (double.IsPositiveInfinity(change.Weights.Where(w => double.IsFinite(w.Weight)).Sum(w => w.Weight)))
            errors.Add("'variants': the sum of the weights is beyond the range of a number; only their ratio counts.");
        foreach (var version in change.Weights.Select(w => w.Version).Concat(change.Shadows).Where(v => !registered.Contains(v)).Distinct())
            errors.Add($"Version '{version}' is not registered.");
        foreach (var twice in change.Weights.Select(w => w.Version).Concat(change.Shadows).GroupBy(v => v).Where(g => g.Count() > 1))
            errors.Add($"Version '{twice.Key}' is named more than once in 'variants' and 'shadows'.");
        return [.. errors];
    }
}
