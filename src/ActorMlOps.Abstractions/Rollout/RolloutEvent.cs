namespace ActorMlOps.Rollout;

/// <param name="Epoch">Epoch of the policy that came of it.</param>
[GenerateSerializer, Immutable, Alias("actormlops.RolloutEvent")]
public sealed record RolloutEvent(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string What,
    [property: Id(2)] string By,
    [property: Id(3)] long Epoch,
    [property: Id(4)] double CandidateWeight);
