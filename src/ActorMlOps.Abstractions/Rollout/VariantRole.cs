namespace ActorMlOps.Rollout;

[GenerateSerializer, Alias("actormlops.VariantRole")]
public enum VariantRole : byte
{
    Stable = 0,
    Canary = 1,

    /// <summary>Gets a copy of the rows; its answers reach no caller.</summary>
    Shadow = 2,

    /// <summary>The caller named the version; no policy was asked.</summary>
    Named = 3,
}
