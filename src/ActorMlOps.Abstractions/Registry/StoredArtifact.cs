namespace ActorMlOps.Registry;

/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="Existed">The same bytes were stored before.</param>
public readonly record struct StoredArtifact(string Sha256, long Bytes, bool Existed);
