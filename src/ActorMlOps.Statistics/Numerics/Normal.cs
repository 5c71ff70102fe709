namespace ActorMlOps.Statistics.Numerics;

/// <summary>The standard normal law.</summary>
internal static class Normal
{
    /// <summary>P(|Z| &gt;= |z|), to about 1e-14 relative down to 1e-300.</summary>
    public static double TwoSided(double z) => SpecialFunctions.GammaUpper(0.5, z * z / 2);
}
