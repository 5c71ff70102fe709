using CsCheck;

namespace ActorMlOps.Statistics.Tests.Support;

internal static class Pick
{
    /// <summary>Any of the values given.</summary>
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
