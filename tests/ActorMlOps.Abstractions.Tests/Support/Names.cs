using CsCheck;

namespace ActorMlOps.Abstractions.Tests.Support;

internal static class Names
{
    private const string First = "abcXYZ019", Further = First + "._-";

    /// <summary>Names that keep <see cref="ResourceName.Rule"/>.</summary>
    public static Gen<string> Valid { get; } = Gen.Select(
        Gen.Int[0, First.Length - 1].Select(i => First[i]),
        Gen.Int[0, Further.Length - 1].Select(i => Further[i]).Array[0, 63],
        (first, further) => first + new string(further));
}
