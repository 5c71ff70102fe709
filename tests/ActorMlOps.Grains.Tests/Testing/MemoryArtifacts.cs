using System.Collections.Concurrent;
using System.Security.Cryptography;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Artifacts of a test's silos. <see cref="Broken"/> stands for a file whose bytes have rotted.</summary>
internal sealed class MemoryArtifacts : IArtifactStore
{
    private readonly ConcurrentDictionary<string, byte[]> _files = new();
    private int _reads;

    public ConcurrentDictionary<string, bool> Broken { get; } = new();

    public int Reads => Volatile.Read(ref _reads);

    public async Task<StoredArtifact> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        if (copy.Length > maxBytes)
            throw new ArtifactTooLargeException(maxBytes);
        var bytes = copy.ToArray();
        var sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new(sha, bytes.Length, !_files.TryAdd(sha, bytes));
    }

    public Task<byte[]?> ReadAsync(string sha256, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return Broken.ContainsKey(sha256)
            ? throw new InvalidDataException($"Artifact {sha256} is not what was put.")
            : Task.FromResult(_files.GetValueOrDefault(sha256));
    }

    public Task DeleteAsync(string sha256, CancellationToken cancellationToken = default)
    {
        _files.TryRemove(sha256, out _);
        return Task.CompletedTask;
    }

    public async Task<string> PutAsync(byte[] bytes) => (await PutAsync(new MemoryStream(bytes), long.MaxValue)).Sha256;
}
