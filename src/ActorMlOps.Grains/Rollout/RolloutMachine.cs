using System.Globalization;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>
/// Pure decisions on rollouts: every step is an operator's command. While a canary or a blue-green runs, the version that was
/// stable stays <see cref="VariantRole.Stable"/>; only a promotion changes that.
/// </summary>
internal static class RolloutMachine
{
    public static readonly double[] DefaultSteps = [1, 5, 25, 50, 100];

    public static TrafficDecision Start(TrafficState state, StartRollout command, IReadOnlySet<string> registered, DateTimeOffset now)
    {
        var policy = state.Policy!;
        var steps = command.Kind != RolloutKind.Canary ? [] : command.Steps.Length == 0 ? DefaultSteps : command.Steps;
        if (!registered.Contains(command.Candidate))
            return TrafficDecision.Invalid($"'candidate': version '{command.Candidate}' is not registered.");
        if (steps.Any(s => !(s > 0 && s <= 100)) || steps.Zip(steps.Skip(1)).Any(p => p.First >= p.Second))
            return TrafficDecision.Invalid("'steps': weights are percent, must grow, and each must be above 0 and at most 100.");
        if (policy.Variants.Any(v => v.Version == command.Candidate && v.Weight > 0))
            return TrafficDecision.Refused($"Version '{command.Candidate}' answers already; a candidate must not have traffic of its own.");
        if (policy.Stable == command.Candidate)
            return TrafficDecision.Refused($"Version '{command.Candidate}' is the stable one: a roll-back would let it answer, so it can't be a candidate.");
        if (Array.Find(state.Rollouts, r => !r.Ended && r.Candidate == command.Candidate && (r.Kind != RolloutKind.Shadow || command.Kind == RolloutKind.Shadow)) is { } same)
            return TrafficDecision.Refused($"Rollout '{same.Id}' of this version is still running.");
        if (command.Kind != RolloutKind.Shadow)
        {
            if (Array.Find(state.Rollouts, r => !r.Ended && r.Kind != RolloutKind.Shadow) is { } other)
                return TrafficDecision.Refused($"Rollout '{other.Id}' decides the traffic now: abort, roll back or promote it first.");
            if (policy.Variants.Count(v => v.Weight > 0) > 1)
                return TrafficDecision.Refused("The traffic is split between several versions: give it all to one before a rollout starts.");
        }

        var id = "r" + (state.Rollouts.Length + 1).ToString(CultureInfo.InvariantCulture);
        var rollout = new RolloutState(id, command.Kind, policy.Stable, command.Candidate, steps,
            command.Kind == RolloutKind.Canary ? 0 : -1, RolloutPhase.Running, now, []);
        // A shadow that goes on as a canary ends as a shadow: no unit may be both answered and copied by one version.
        var rollouts = state.Rollouts
            .Select(r => !r.Ended && r.Kind == RolloutKind.Shadow && r.Candidate == command.Candidate
                ? Record(r with { Phase = RolloutPhase.Promoted }, now, $"goes on as {id}", command.By, policy.Epoch + 1)
                : r)
            .Append(rollout)
            .ToArray();
        return Apply(state with { Rollouts = rollouts }, rollout, now, "start", command.By);
    }

    public static TrafficDecision Command(TrafficState state, string id, RolloutCommand command, string by, DateTimeOffset now)
    {
        var rollout = Array.Find(state.Rollouts, r => r.Id == id)!;
        if (rollout.Ended)
            return TrafficDecision.Refused($"Rollout '{id}' has ended ({rollout.Phase}).");
        RolloutState? next = command switch
        {
            RolloutCommand.Pause when rollout.Phase == RolloutPhase.Running => rollout with { Phase = RolloutPhase.Paused },
            RolloutCommand.Resume when rollout.Phase == RolloutPhase.Paused => rollout with { Phase = RolloutPhase.Running },
            RolloutCommand.Approve when rollout.Phase == RolloutPhase.Running => Advance(rollout),
            RolloutCommand.Promote when rollout.Kind != RolloutKind.Shadow => rollout with { Phase = RolloutPhase.Promoted },
            RolloutCommand.Rollback => rollout with { Phase = RolloutPhase.RolledBack },
            RolloutCommand.Abort => rollout with { Phase = RolloutPhase.Aborted },
            _ => null,
        };
        return next is null
            ? TrafficDecision.Refused($"Rollout '{id}' ({rollout.Kind}) is {rollout.Phase}: '{command}' does not apply.")
            : Apply(state, next, now, command.ToString(), by);
    }

    /// <summary>Percent of the units that the candidate answers.</summary>
    public static double CandidateWeight(RolloutState rollout) => rollout switch
    {
        { Kind: RolloutKind.Shadow } => 0,
        { Phase: RolloutPhase.Promoted } => 100,
        { Phase: not RolloutPhase.Running } or { Step: < 0 } => 0,
        { Kind: RolloutKind.BlueGreen } => 100,
        _ => rollout.Steps[rollout.Step],
    };

    private static RolloutState? Advance(RolloutState rollout) => rollout.Kind switch
    {
        RolloutKind.Canary when rollout.Step + 1 < rollout.Steps.Length => rollout with { Step = rollout.Step + 1 },
        RolloutKind.Canary => rollout with { Phase = RolloutPhase.Promoted },
        RolloutKind.BlueGreen when rollout.Step < 0 => rollout with { Step = 0 },
        RolloutKind.BlueGreen => rollout with { Phase = RolloutPhase.Promoted },
        _ => null,
    };

    private static TrafficDecision Apply(TrafficState state, RolloutState rollout, DateTimeOffset now, string what, string by)
    {
        var policy = state.Policy!;
        var shadows = policy.Shadows.Where(s => s != rollout.Candidate);
        Policy next;
        if (rollout.Kind == RolloutKind.Shadow)
        {
            next = policy.Next(policy.Variants, [.. rollout.Phase == RolloutPhase.Running ? shadows.Append(rollout.Candidate) : shadows]);
        }
        else
        {
            var weight = CandidateWeight(rollout);
            Variant[] variants = rollout.Phase == RolloutPhase.Promoted
                ? [new(rollout.Candidate, 100, VariantRole.Stable)]
                : rollout.Ended
                    ? [new(rollout.Stable, 100, VariantRole.Stable)]
                    : [new(rollout.Candidate, weight, VariantRole.Canary), new(rollout.Stable, 100 - weight, VariantRole.Stable)];
            next = policy.Next(variants, [.. shadows]);
        }
        var recorded = Record(rollout, now, what, by, next.Epoch);
        return new(new(next, [.. state.Rollouts.Select(r => r.Id == rollout.Id ? recorded : r)]), [], RolloutId: rollout.Id);
    }

    private static RolloutState Record(RolloutState rollout, DateTimeOffset now, string what, string by, long epoch) => rollout with
    {
        History = [.. rollout.History, new RolloutEvent(now, what, by, epoch, CandidateWeight(rollout))],
    };
}
