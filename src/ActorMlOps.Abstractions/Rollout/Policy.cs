namespace ActorMlOps.Rollout;

/// <summary>
/// Who answers whom: an immutable snapshot of a model's traffic split.
/// </summary>
/// <param name="Epoch">Grows with every change, never repeats; stamped on every prediction.</param>
/// <param name="Salt">Mixed into the hash of the unit id; kept for the life of the model, so that units stay where they are over changes.</param>
/// <param name="Variants">Exactly one is <see cref="VariantRole.Stable"/>; weights are not all 0.</param>
/// <param name="Shadows">Versions that get copies.</param>
[GenerateSerializer, Immutable, Alias("actormlops.Policy")]
public sealed record Policy(
    [property: Id(0)] string Model,
    [property: Id(1)] long Epoch,
    [property: Id(2)] ulong Salt,
    [property: Id(3)] Variant[] Variants,
    [property: Id(4)] string[] Shadows)
{
    public string Stable => Array.Find(Variants, v => v.Role == VariantRole.Stable)!.Version;

    /// <summary>Versions that answer or get copies.</summary>
    public IEnumerable<string> Versions => Variants.Select(v => v.Version).Concat(Shadows).Distinct();
}
