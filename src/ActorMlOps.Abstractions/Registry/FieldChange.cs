namespace ActorMlOps.Registry;

/// <summary>One field of the config before and after; JSON texts, null: it was not set.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.FieldChange")]
public sealed record FieldChange([property: Id(0)] string Field, [property: Id(1)] string? Before, [property: Id(2)] string? After);
