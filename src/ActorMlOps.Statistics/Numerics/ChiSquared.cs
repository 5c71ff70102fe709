namespace ActorMlOps.Statistics.Numerics;

/// <summary>The chi-square law.</summary>
internal static class ChiSquared
{
    /// <summary>P(X &gt;= x); 1 for no degrees of freedom.</summary>
    public static double Survival(double x, int degrees) => degrees < 1 ? 1 : SpecialFunctions.GammaUpper(degrees / 2.0, x / 2);

    /// <summary>The x with P(X &gt;= x) = <paramref name="tail"/>, in (0, 1); 0 for no degrees of freedom.</summary>
    public static double UpperQuantile(double tail, int degrees)
    {
        if (degrees < 1)
            return 0;
        double low = 0, high = degrees + 10;
        while (Survival(high, degrees) > tail)
            high *= 2;
        for (var i = 0; i < 100 && high > low; i++)
        {
            var middle = (low + high) / 2;
            if (Survival(middle, degrees) > tail)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }
}
