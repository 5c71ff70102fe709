using Orleans.Concurrency;

namespace ActorMlOps.Registry;

/// <summary>
/// Registry of one model: its versions.
/// Key: the model's name.
/// Survives: everything; a registration is durable before it is answered.
/// </summary>
[Alias("actormlops.IModelGrain")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Checks the files and makes the version; the first version of a model gets all its traffic.</summary>
    [Alias("Register"), ResponseTimeout("00:05:00")]
    Task<RegisterResult> Register(RegisterVersion command, CancellationToken cancellationToken = default);

    /// <summary>Null if nothing was ever registered.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<ModelInfo?> Get();

    /// <summary>Null if there is no such version.</summary>
    [Alias("GetSpec"), AlwaysInterleave]
    Task<VersionSpec?> GetSpec(string version);

    /// <summary>Takes a version out of the registry; refused while it has traffic.</summary>
    [Alias("Retire")]
    Task<RetireOutcome> Retire(string version);
}
