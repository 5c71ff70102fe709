namespace ActorMlOps.Rollout;

/// <summary>The answer to a change of traffic.</summary>
/// <param name="Policy">As it now stands; null if the model is unknown.</param>
/// <param name="AcknowledgedBy">Silos that answer by it already.</param>
/// <param name="Unconfirmed">Silos that did not say so in time; they do after at most <paramref name="LeaseMs"/>.</param>
/// <param name="Errors">Why nothing was changed; empty if it was.</param>
/// <param name="Conflict">Refused since the state does not allow it (as against a bad request).</param>
[GenerateSerializer, Immutable, Alias("actormlops.SwitchResult")]
public sealed record SwitchResult(
    [property: Id(0)] Policy? Policy,
    [property: Id(1)] string[] AcknowledgedBy,
    [property: Id(2)] string[] Unconfirmed,
    [property: Id(3)] int LeaseMs,
    [property: Id(4)] string[] Errors,
    [property: Id(5)] bool Conflict = false,
    [property: Id(6)] RolloutState? Rollout = null);
