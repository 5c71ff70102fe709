namespace ActorMlOps.Registry;

public sealed class ArtifactTooLargeException(long maxBytes) : Exception($"The file is larger than the {maxBytes:N0} bytes that are allowed.")
{
    public long MaxBytes { get; } = maxBytes;
}
