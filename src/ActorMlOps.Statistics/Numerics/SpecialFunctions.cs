namespace ActorMlOps.Statistics.Numerics;

/// <summary>The few special functions the tests need, to about 1e-13 relative, tails included.</summary>
internal static class SpecialFunctions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private static readonly double[] s_logFactorial = LogFactorials(256);

    /// <summary>ln n!, n at least 0.</summary>
    public static double LogFactorial(long n) => n < s_logFactorial.Length ? s_logFactorial[n] : Stirling(n + 1.0);

    /// <summary>ln Gamma(x) for x above 0: the recurrence up to 15, Stirling's series beyond.</summary>
    public static double LogGamma(double x)
    {
        double product = 1;
        for (; x < 15; x++)
            product *= x;
        return Stirling(x) - Math.Log(product);
    }

    /// <summary>
    /// ln n! - [(n + 1/2) ln n - n + ln(2 pi)/2], the error of Stirling's formula (Loader 2000), so that large factorials
    /// never cancel.
    /// </summary>
    public static double StirlingError(long n) => n < 16
        ? LogFactorial(n) - (((n + 0.5) * Math.Log(n)) - n + HalfLogTwoPi)
        : StirlingTail(n);

    /// <summary>
    /// Loader's deviance bd0(x, m) = x ln(x/m) + m - x, by its series where x is near m and the terms would cancel.
    /// </summary>
    public static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
            return (x * Math.Log(x / m)) + m - x;
        var v = (x - m) / (x + m);
        var sum = (x - m) * v;
        var term = 2 * x * v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v * v;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
                break;
            sum = next;
        }

        return sum;
    }

    /// <summary>Q(a, x), the regularised upper incomplete gamma function; a above 0, x at least 0.</summary>
    public static double GammaUpper(double a, double x)
    {
        if (x <= 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;
        var scale = Math.Exp((a * Math.Log(x)) - x - LogGamma(a));
        return x < a + 1 ? 1 - (scale * LowerSeries(a, x)) : scale * UpperFraction(a, x);
    }

    private static double LowerSeries(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (var n = 1; n < 100_000 && term > sum * 1e-17; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    // Lentz's evaluation of the continued fraction.
    private static double UpperFraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < 100_000; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = (an * d) + b;
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = b + (an / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            h *= d * c;
            // Two units in the last place: the product may never settle on 1 itself.
            if (Math.Abs((d * c) - 1) < 4e-16)
                break;
        }

        return h;
    }

    private static double Stirling(double x) => ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + StirlingTail(x);

    private static double StirlingTail(double x)
    {
        var r = 1 / (x * x);
        return ((1 / 12.0) - (r * ((1 / 360.0) - (r * ((1 / 1260.0) - (r * ((1 / 1680.0) - (r * ((1 / 1188.0)
            - (r * ((691 / 360360.0) - (r / 156.0)))))))))))) / x;
    }

    private static double[] LogFactorials(int count)
    {
        var logs = new double[count];
        double product = 1;
        for (var n = 1; n < count; n++)
        {
            product *= n;
            logs[n] = n <= 170 ? Math.Log(product) : Stirling(n + 1.0);
        }

        return logs;
    }
}
