namespace ActorMlOps.Registry;

/// <summary>
/// Files addressed by the SHA-256 of their content (64 lower-case hex digits): model files, references, profiles.
/// What was put is durable when the call returns; what is read is what was put.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Stores the stream's bytes.</summary>
    /// <exception cref="ArtifactTooLargeException">More than <paramref name="maxBytes"/>; nothing is kept.</exception>
    Task<StoredArtifact> PutAsync(Stream content, long maxBytes, CancellationToken cancellationToken = default);

    /// <summary>The bytes, verified against the address; null if there is no such artifact.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are not those that were put.</exception>
    Task<byte[]?> ReadAsync(string sha256, CancellationToken cancellationToken = default);

    Task DeleteAsync(string sha256, CancellationToken cancellationToken = default);
}
