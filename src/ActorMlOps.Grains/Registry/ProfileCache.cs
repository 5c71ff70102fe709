using System.Collections.Concurrent;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Registry;

/// <summary>The silo's decoded reference profiles, by the address of the artifact.</summary>
internal sealed class ProfileCache(IArtifactStore artifacts)
{
    private readonly ConcurrentDictionary<string, WeakReference<ReferenceProfile>> _profiles = new();

    /// <exception cref="InvalidDataException">The artifact is missing or broken.</exception>
    public async Task<ReferenceProfile> GetAsync(string sha256)
    {
        if (_profiles.TryGetValue(sha256, out var held) && held.TryGetTarget(out var profile))
            return profile;
        var bytes = await artifacts.ReadAsync(sha256)
            ?? throw new InvalidDataException($"The reference profile {sha256} is missing from the artifact store.");
        profile = ReferenceProfile.Decode(bytes);
        _profiles[sha256] = new(profile);
        return profile;
    }
}
