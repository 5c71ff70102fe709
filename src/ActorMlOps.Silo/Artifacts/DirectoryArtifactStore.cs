using System.Buffers;
using System.Security.Cryptography;
using ActorMlOps.Registry;

namespace ActorMlOps.Silo.Artifacts;

/// <summary>
/// Artifacts as files under one directory: <c>ab/abcdef...</c>, named by the SHA-256 of their bytes.
/// A file appears under its name complete or not at all: it is written beside, flushed to the disk, then renamed.
/// </summary>
public sealed class DirectoryArtifactStore : IArtifactStore
{
    private const int BufferBytes = 128 * 1024;
    private readonly string _root;
    private readonly string _unfinished;

    /// <param name="root">Made if missing; no other process may use it.</param>
    public DirectoryArtifactStore(string root)
    {
        _root = Path.GetFullPath(root);
        _unfinished = Path.Combine(_root, "unfinished");

        // What a killed process left half written.
        if (Directory.Exists(_unfinished)) Directory.Delete(_unfinished, recursive: true);
        Directory.CreateDirectory(_unfinished);
    }

    /// <inheritdoc/>
    public async Task<StoredArtifact> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default)
    {
        var temporary = Path.Combine(_unfinished, Guid.NewGuid().ToString("n"));
        try
        {
            var (sha256, bytes) = await WriteAsync(temporary, content, maxBytes, cancellationToken).ConfigureAwait(false);
            var final = FileOf(sha256);
            var existed = File.Exists(final);
            Directory.CreateDirectory(Path.GetDirectoryName(final)!);

            // Also if it exists: the bytes are the same, unless the old ones were damaged.
            File.Move(temporary, final, overwrite: true);
            return new StoredArtifact(sha256, bytes, existed);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(string sha256, CancellationToken cancellationToken = default)
    {
        var file = FileOf(sha256);
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
            throw new InvalidDataException($"The file {file} is damaged: its bytes no longer have the SHA-256 of its name. Restore it from a backup or register the version's file again.");
        return bytes;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string sha256, CancellationToken cancellationToken = default)
    {
        var file = FileOf(sha256);
        if (File.Exists(file)) File.Delete(file);
        return Task.CompletedTask;
    }

    private static async Task<(string Sha256, long Bytes)> WriteAsync(string file, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var output = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await using var _ = output.ConfigureAwait(false);
            long total = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > maxBytes) throw new ArtifactTooLargeException(maxBytes);
                hash.AppendData(buffer, 0, read);
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            output.Flush(flushToDisk: true);
            return (Convert.ToHexStringLower(hash.GetHashAndReset()), total);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string FileOf(string sha256)
    {
        // An address becomes a path: nothing else than an address may.
        if (sha256.Length != 64 || sha256.AsSpan().ContainsAnyExcept("0123456789abcdef"))
            throw new ArgumentException($"'{sha256}' is not a SHA-256 of 64 lower-case hex digits.", nameof(sha256));
        return Path.Combine(_root, sha256[..2], sha256);
    }
}
