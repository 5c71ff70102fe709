using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Rollout;

/// <summary>
/// Sticky assignment: a unit's position on the weight line is its hash, so a policy with the same salt sends it to the same
/// variant, and a canary's growing weight only adds units to it.
/// </summary>
internal sealed class TrafficSplit
{
    private readonly Variant[] _variants;
    private readonly double[] _ends;
    private readonly ulong _salt;

    public TrafficSplit(Policy policy)
    {
        _salt = policy.Salt;
        _variants = [.. policy.Variants.Where(v => v.Weight > 0)];
        _ends = new double[_variants.Length];
        var total = _variants.Sum(v => v.Weight);
        var end = 0.0;
        for (var i = 0; i < _ends.Length; i++)
            _ends[i] = (end += _variants[i].Weight) / total;
    }

    /// <summary>The variant that answers everybody; null: there are several.</summary>
    public Variant? Only => _variants.Length == 1 ? _variants[0] : null;

    public Variant Choose(string unitId) => At(Position(_salt, unitId));

    /// <summary>For rows that belong to nobody.</summary>
    public Variant ChooseAny() => At(Random.Shared.NextDouble());

    /// <summary>hash64(salt, unitId) as a number in [0, 1).</summary>
    internal static double Position(ulong salt, string unitId) =>
        (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(unitId.AsSpan()), (long)salt) >> 11) * (1.0 / (1UL << 53));

    private Variant At(double position)
    {
        for (var i = 0; i < _ends.Length - 1; i++)
        {
            if (position < _ends[i])
                return _variants[i];
        }
        return _variants[^1];
    }
}
