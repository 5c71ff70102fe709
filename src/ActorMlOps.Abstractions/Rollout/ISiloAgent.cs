using ActorMlOps.Monitoring;
using Orleans.Services;

namespace ActorMlOps.Rollout;

/// <summary>
/// What a silo does for the control plane: loads versions ahead of a switch, installs policies, and tells what it uses of its machine.
/// One a silo; holds the silo's policy snapshots; survives nothing.
/// </summary>
[Alias("actormlops.ISiloAgent")]
public interface ISiloAgent : IGrainService
{
    /// <summary>Loads and warms the versions; the answer names those that can't be loaded, with the reason.</summary>
    [Alias("Prepare")]
    Task<string[]> Prepare(string model, string[] versions);

    /// <summary>From the answer on this silo answers by this policy, or a later one.</summary>
    [Alias("Install")]
    Task Install(Policy policy);

    /// <summary>Those of the versions that are loaded on this silo.</summary>
    [Alias("Loaded")]
    Task<string[]> Loaded(string model, string[] versions);

    /// <summary>Drains and unloads a version; done when its panes are delivered.</summary>
    [Alias("Unload")]
    Task Unload(string model, string version);

    /// <summary>A version has other settings or another reference: from the answer on its rows are counted by these.</summary>
    [Alias("Reload")]
    Task<string[]> Reload(string model, string version);

    [Alias("Resources")]
    Task<SiloResources> Resources();
}
