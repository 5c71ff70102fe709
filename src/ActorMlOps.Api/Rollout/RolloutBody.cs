using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Rollout;

/// <summary>Body of <c>POST /api/models/{m}/rollouts</c>.</summary>
/// <param name="Steps">Canary only; default: 1, 5, 25, 50 and 100 percent.</param>
/// <param name="Automation">Who moves the rollout on; default and only choice: humanOnly.</param>
internal sealed record RolloutBody(
    RolloutKind Kind, string Candidate, RolloutStepBody[]? Steps = null, Automation Automation = Automation.HumanOnly);

/// <param name="Weight">Percent of the units, above 0, at most 100, growing from step to step.</param>
internal sealed record RolloutStepBody(double Weight);

/// <summary>Who moves a rollout on.</summary>
internal enum Automation
{
    /// <summary>Every step is an operator's command.</summary>
    HumanOnly,
}
