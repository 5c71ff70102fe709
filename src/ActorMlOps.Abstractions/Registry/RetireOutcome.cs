namespace ActorMlOps.Registry;

[GenerateSerializer, Alias("actormlops.RetireOutcome")]
public enum RetireOutcome : byte
{
    Retired = 0,
    UnknownVersion = 1,

    /// <summary>It still has traffic, or shadows, or a running rollout.</summary>
    InUse = 2,
}
