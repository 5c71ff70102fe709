namespace ActorMlOps.Grains.Rollout;

/// <summary>The next state, or why there is none.</summary>
/// <param name="Conflict">The request is sound, but the present state forbids it.</param>
/// <param name="RolloutId">The rollout that was started or changed.</param>
internal sealed record TrafficDecision(TrafficState? Next, string[] Errors, bool Conflict = false, string? RolloutId = null)
{
    public static TrafficDecision Invalid(params string[] errors) => new(null, errors);

    public static TrafficDecision Refused(string error) => new(null, [error], Conflict: true);
}
