using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Rollout;

/// <param name="Step">Index of the step in force; -1 before a blue-green flip and for shadows.</param>
/// <param name="CandidateWeight">Percent of the units that the candidate answers now.</param>
/// <param name="Epoch">Epoch of the last change.</param>
/// <param name="AcknowledgedBy">Silos that follow the change already; null when only read.</param>
internal sealed record RolloutView(
    string Id,
    string Model,
    RolloutKind Kind,
    RolloutPhase State,
    string Stable,
    string Candidate,
    RolloutStepBody[] Steps,
    int Step,
    double CandidateWeight,
    long Epoch,
    DateTimeOffset StartedAt,
    RolloutEvent[] History,
    string[]? AcknowledgedBy = null,
    string[]? Unconfirmed = null,
    int? LeaseMs = null)
{
    public static RolloutView Of(string model, RolloutState state)
    {
        var last = state.History[^1];
        return new(
            state.Id,
            model,
            state.Kind,
            state.Phase,
            state.Stable,
            state.Candidate,
            Array.ConvertAll(state.Steps, s => new RolloutStepBody(s)),
            state.Step,
            last.CandidateWeight,
            last.Epoch,
            state.StartedAt,
            state.History);
    }
}

internal sealed record RolloutList(RolloutView[] Rollouts);
