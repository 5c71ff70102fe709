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

    /// <summary>Sets all that <see cref="VersionConfig.Monitoring"/> has; durable, and known to the silos, when it is answered.</summary>
    /// <param name="monitoring">Its other fields are not looked at.</param>
    /// <param name="ifRevision">Refuse unless the version still has this revision; null: whatever it has.</param>
    [Alias("SetMonitoring")]
    Task<MonitoringResult> SetMonitoring(string version, VersionConfig monitoring, int? ifRevision, string by);

    /// <summary>Gives a version another reference. What was counted by the old one is not compared with it.</summary>
    [Alias("SetReference"), ResponseTimeout("00:05:00")]
    Task<MonitoringResult> SetReference(ReferenceChange change, CancellationToken cancellationToken = default);

    /// <summary>The first rows of a version without a reference have become it; nothing happens if it has one by now.</summary>
    [Alias("AdoptBaseline")]
    Task AdoptBaseline(string version, MadeReference reference);

    /// <summary>Changes of a version's monitoring, oldest first.</summary>
    [Alias("MonitoringChanges"), AlwaysInterleave]
    Task<MonitoringChange[]> MonitoringChanges(string version);
}
