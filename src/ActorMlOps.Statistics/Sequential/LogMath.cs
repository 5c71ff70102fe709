using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>Arithmetic on logarithms: evidence grows past the range of a double within a few panes.</summary>
internal static class LogMath
{
    /// <summary>ln(e^a + e^b); minus infinity stands for 0.</summary>
    public static double Add(double a, double b)
    {
        var (high, low) = a >= b ? (a, b) : (b, a);
        return double.IsInfinity(high) ? high : high + double.LogP1(Math.Exp(low - high));
    }

    /// <summary>ln of the mean of e^x; plus infinity if any is.</summary>
    public static double Mean(ReadOnlySpan<double> logs)
    {
        var sum = double.NegativeInfinity;
        foreach (var log in logs)
            sum = Add(sum, log);
        return sum - Math.Log(logs.Length);
    }

    /// <summary>ln Beta(a, b), both above 0.</summary>
    public static double Beta(double a, double b) =>
        SpecialFunctions.LogGamma(a) + SpecialFunctions.LogGamma(b) - SpecialFunctions.LogGamma(a + b);
}
