using System.Collections.Concurrent;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>The silo's decoded reference details, by the address of the artifact.</summary>
internal sealed class ReferenceDetailsCache(IArtifactStore artifacts)
{
    private const long MaxBytes = 256L * 1024 * 1024;

    private readonly ConcurrentDictionary<string, WeakReference<ReferenceDetails>> _details = new();

    /// <exception cref="InvalidDataException">The artifact is missing or broken.</exception>
    public async Task<ReferenceDetails> GetAsync(string sha256, ReferenceProfile profile)
    {
        if (_details.TryGetValue(sha256, out var held) && held.TryGetTarget(out var details))
            return details;
        var bytes = await artifacts.ReadAsync(sha256)
            ?? throw new InvalidDataException($"The reference's details {sha256} are missing from the artifact store.");
        details = ReferenceDetails.Decode(bytes, profile);
        _details[sha256] = new(details);
        return details;
    }

    /// <returns>Address of the artifact.</returns>
    public async Task<string> PutAsync(byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        return (await artifacts.PutAsync(content, MaxBytes)).Sha256;
    }
}
