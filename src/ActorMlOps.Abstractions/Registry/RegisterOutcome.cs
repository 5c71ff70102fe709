namespace ActorMlOps.Registry;

[GenerateSerializer, Alias("actormlops.RegisterOutcome")]
public enum RegisterOutcome : byte
{
    Created = 0,

    /// <summary>The same file, reference and config were registered before.</summary>
    Same = 1,

    /// <summary>The version exists with another file, reference or config.</summary>
    Conflict = 2,

    /// <summary>The file, the reference or the config is no good; the errors say what and why.</summary>
    Invalid = 3,
}
