namespace ActorMlOps.Statistics.Numerics;

/// <summary>Student's t law with any positive number of degrees of freedom, not only whole ones.</summary>
internal static class StudentT
{
    /// <summary>
    /// P(|T| &gt;= |t|) = I_x(df/2, 1/2) with x = df/(df + t^2), by the continued fraction of the incomplete beta function on
    /// its convergent side. About 1e-13 relative, tails included.
    /// </summary>
    public static double TwoSided(double t, double degrees)
    {
        var ratio = t / degrees * t;
        if (ratio == 0)
            return 1;
        if (double.IsPositiveInfinity(ratio))
            return 0;
        double a = degrees / 2, x = 1 / (1 + ratio), y = ratio / (1 + ratio);
        // x^a y^(1/2) / B(a, 1/2).
        var front = Math.Exp((-a * Log1P(ratio)) + (0.5 * Math.Log(y)) + LogGammaStep(a)) / Math.Sqrt(Math.PI);
        return Math.Clamp(x < (a + 1) / (a + 2.5) ? front * Fraction(a, 0.5, x) / a : 1 - (front * Fraction(0.5, a, y) / 0.5), 0, 1);
    }

    /// <summary>ln Gamma(a + 1/2) - ln Gamma(a), whose two terms would cancel for large a.</summary>
    private static double LogGammaStep(double a)
    {
        double product = 1;
        for (; a < 20; a++)
            product *= a / (a + 0.5);
        var r = 1 / (a * a);
        var series = ((-1 / 8.0) + (r * ((1 / 192.0) - (r * ((1 / 640.0) - (r * ((17 / 14336.0) - (r * 31 / 18432.0)))))))) / a;
        return (0.5 * Math.Log(a)) + series + Math.Log(product);
    }

    private static double Log1P(double x)
    {
        var u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? Math.Log(x) : Math.Log(u) * (x / (u - 1));
    }

    // Lentz's evaluation.
    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = 1 - ((a + b) * x / (a + 1));
        d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
        var h = d;
        for (var m = 1; m < 1_000_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            (c, d) = Step(even, c, d);
            h *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            (c, d) = Step(odd, c, d);
            h *= d * c;
            // Two units in the last place: the product may never settle on 1 itself.
            if (Math.Abs((d * c) - 1) < 4e-16)
                break;
        }

        return h;

        static (double C, double D) Step(double term, double c, double d)
        {
            d = 1 + (term * d);
            c = 1 + (term / c);
            return (Math.Abs(c) < Tiny ? Tiny : c, 1 / (Math.Abs(d) < Tiny ? Tiny : d));
        }
    }
}
