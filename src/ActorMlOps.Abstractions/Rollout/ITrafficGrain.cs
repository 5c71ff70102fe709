using Orleans.Concurrency;

namespace ActorMlOps.Rollout;

/// <summary>
/// Control plane of the traffic split: decides policies and rollouts, stores them, then tells every silo.
/// Key: the model's name.
/// Survives: every acknowledged change.
/// </summary>
[Alias("actormlops.ITrafficGrain")]
public interface ITrafficGrain : IGrainWithStringKey
{
    /// <summary>Null until the model has its first version.</summary>
    [Alias("GetPolicy"), AlwaysInterleave]
    Task<Policy?> GetPolicy();

    /// <summary>Gives all traffic to a model's first version; does nothing if there is a policy already.</summary>
    [Alias("EnsureFirst")]
    Task EnsureFirst(string version);

    [Alias("Set")]
    Task<SwitchResult> Set(TrafficChange change);

    [Alias("Start")]
    Task<SwitchResult> Start(StartRollout command);

    /// <summary>Null if there is no such rollout.</summary>
    [Alias("Command")]
    Task<SwitchResult?> Command(string rolloutId, RolloutCommand command, string by);

    [Alias("Rollouts"), AlwaysInterleave]
    Task<RolloutState[]> Rollouts();

    /// <summary>Loads registered versions on every silo; the answer says what could not be loaded where, and why.</summary>
    [Alias("Load"), AlwaysInterleave]
    Task<string[]> Load(string[] versions);

    /// <summary>
    /// Unloads versions on every silo; the next request for one loads it again. The answer says why nothing was unloaded: one of them has
    /// traffic, is a shadow, or takes part in a rollout that has not ended.
    /// </summary>
    [Alias("Unload")]
    Task<string[]> Unload(string[] versions);

    /// <summary>Those of the versions that are loaded on every silo.</summary>
    [Alias("Loaded"), AlwaysInterleave]
    Task<string[]> Loaded(string[] versions);
}
