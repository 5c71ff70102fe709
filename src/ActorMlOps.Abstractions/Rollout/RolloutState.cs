namespace ActorMlOps.Rollout;

/// <summary>A rollout, from its start to its end.</summary>
/// <param name="Stable">The version that was stable at the start.</param>
/// <param name="Step">Index of the step that is in force; -1 before a blue-green flip and for shadows.</param>
/// <param name="History">Every change, oldest first.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RolloutState")]
public sealed record RolloutState(
    [property: Id(0)] string Id,
    [property: Id(1)] RolloutKind Kind,
    [property: Id(2)] string Stable,
    [property: Id(3)] string Candidate,
    [property: Id(4)] double[] Steps,
    [property: Id(5)] int Step,
    [property: Id(6)] RolloutPhase Phase,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] RolloutEvent[] History)
{
    public bool Ended => Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack or RolloutPhase.Aborted;
}
