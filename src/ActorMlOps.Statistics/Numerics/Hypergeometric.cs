namespace ActorMlOps.Statistics.Numerics;

/// <summary>Draws without replacement.</summary>
internal static class Hypergeometric
{
    private const double LargestInverted = 200 * 200;

    /// <summary>
    /// Number of marked items among <paramref name="drawn"/> of <paramref name="total"/>, of which <paramref name="marked"/> are:
    /// inversion outwards from the mode, so about as many steps as the standard deviation. Above a deviation of 200 the normal law,
    /// rounded: its skewness is then below 1/200 and no redrawn p-value can tell.
    /// </summary>
    public static long Draw(ref SplitMix64 random, long drawn, long marked, long total)
    {
        var least = Math.Max(0, drawn - (total - marked));
        var most = Math.Min(drawn, marked);
        if (least == most)
            return least;

        double share = (double)marked / total, variance = drawn * share * (1 - share) * (((double)total - drawn) / (total - 1.0));
        if (variance > LargestInverted)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return Math.Clamp((long)Math.Round((drawn * share) + (Math.Sqrt(variance) * normal)), least, most);
        }

        var mode = Math.Clamp((long)((drawn + 1.0) * (marked + 1.0) / (total + 2.0)), least, most);
        var atMode = Math.Exp(LogChoose(marked, mode) + LogChoose(total - marked, drawn - mode) - LogChoose(total, drawn));
        var u = random.NextDouble() - atMode;
        double down = atMode, up = atMode;
        long below = mode, above = mode;
        while (u > 0 && (below > least || above < most))
        {
            if (above < most)
            {
                up *= (double)(marked - above) * (drawn - above) / ((above + 1.0) * (total - marked - drawn + above + 1.0));
                above++;
                u -= up;
                if (u <= 0)
                    return above;
            }

            if (below > least)
            {
                down *= below * (double)(total - marked - drawn + below) / ((marked - below + 1.0) * (drawn - below + 1.0));
                below--;
                u -= down;
                if (u <= 0)
                    return below;
            }

            // Rounding may leave a rest that no further term can use up.
            if (up + down < 1e-18)
                break;
        }

        return mode;
    }

    private static double LogChoose(long n, long k) =>
        SpecialFunctions.LogFactorial(n) - SpecialFunctions.LogFactorial(k) - SpecialFunctions.LogFactorial(n - k);
}
