namespace ActorMlOps.Registry;

/// <summary>A model as the registry shows it.</summary>
/// <param name="Versions">In the order of registration.</param>
[GenerateSerializer, Immutable, Alias("actormlops.ModelInfo")]
public sealed record ModelInfo([property: Id(0)] string Name, [property: Id(1)] VersionInfo[] Versions);
