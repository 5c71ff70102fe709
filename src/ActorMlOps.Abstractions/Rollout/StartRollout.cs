namespace ActorMlOps.Rollout;

/// <param name="Steps">Canary: percent of the units at each step, growing, each in (0, 100]; empty: 1, 5, 25, 50, 100.</param>
[GenerateSerializer, Immutable, Alias("actormlops.StartRollout")]
public sealed record StartRollout(
    [property: Id(0)] RolloutKind Kind,
    [property: Id(1)] string Candidate,
    [property: Id(2)] double[] Steps,
    [property: Id(3)] string By);
