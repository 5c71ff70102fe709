namespace ActorMlOps.Statistics.Numerics;

/// <summary>Sample quantiles by linear interpolation (Hyndman and Fan type 7, the default of numpy).</summary>
internal static class Quantiles
{
    /// <summary>The quantile at <paramref name="q"/> in [0, 1] of ascending finite values; at least one value.</summary>
    public static double Type7(ReadOnlySpan<double> sorted, double q)
    {
        var position = (sorted.Length - 1) * q;
        var below = int.Clamp((int)Math.Floor(position), 0, sorted.Length - 1);
        var above = int.Min(below + 1, sorted.Length - 1);
        return Lerp(sorted[below], sorted[above], position - below);
    }

    /// <summary>
    /// Interpolates from the nearer end, as numpy does: the two forms differ in the last bit, and an edge that
    /// is off by one bit moves every row tied with it.
    /// </summary>
    private static double Lerp(double a, double b, double t)
    {
        var span = b - a;
        if (!double.IsFinite(span))
            return (a * (1 - t)) + (b * t);
        return t >= 0.5 ? b - (span * (1 - t)) : a + (span * t);
    }
}
