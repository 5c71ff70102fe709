namespace ActorMlOps.Statistics.Numerics;

/// <summary>The chi-square law.</summary>
internal static class ChiSquared
{
    /// <summary>P(X &gt;= x); 1 for no degrees of freedom.</summary>
    public static double Survival(double x, int degrees) => degrees < 1 ? 1 : SpecialFunctions.GammaUpper(degrees / 2.0, x / 2);

    /// <summary>
    /// The x with P(X &gt;= x) = <paramref name="tail"/>, in (0, 1); 0 for no degrees of freedom. Newton's
    /// steps on the logarithm of the tail, kept inside a bracket.
    /// </summary>
    public static double UpperQuantile(double tail, int degrees)
    {
        if (degrees < 1)
            return 0;
        double low = 0, high = degrees + 10;
        while (Survival(high, degrees) > tail)
            (low, high) = (high, high * 2);
        var half = degrees / 2.0;
        var logScale = (half * Math.Log(2)) + SpecialFunctions.LogGamma(half);
        var x = (low + high) / 2;
        for (var i = 0; i < 100; i++)
        {
            var excess = Survival(x, degrees) - tail;
            (low, high) = excess > 0 ? (x, high) : (low, x);
            var density = Math.Exp(((half - 1) * Math.Log(x)) - (x / 2) - logScale);
            // The step on the logarithm of the tail, which is nearly straight.
            var next = x + (Math.Log(1 + (excess / tail)) * (excess + tail) / density);
            if (!(next > low && next < high))
                next = (low + high) / 2;
            if (Math.Abs(next - x) <= 1e-15 * x || next == x)
                return next;
            x = next;
        }

        return x;
    }
}
