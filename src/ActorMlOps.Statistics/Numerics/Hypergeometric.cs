namespace ActorMlOps.Statistics.Numerics;

/// <summary>Draws without replacement.</summary>
internal static class Hypergeometric
{
    /// <summary>
    /// Number of marked items among <paramref name="drawn"/> of <paramref name="total"/>, of which <paramref name="marked"/>
    /// are: inversion outwards from the mode, so about as many steps as the standard deviation.
    /// </summary>
    public static long Draw(ref SplitMix64 random, long drawn, long marked, long total)
    {
        var least = Math.Max(0, drawn - (total - marked));
        var most = Math.Min(drawn, marked);
        if (least == most)
            return least;

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
