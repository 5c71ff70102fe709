namespace ActorMlOps.Statistics.Numerics;

/// <summary>The modified Bessel function of the second kind, order 1/4, which the limit law of Cramer and von Mises needs.</summary>
internal static class BesselK
{
    private const double Order = 0.25;
    private const double GammaDown = 1.22541670246517764513;
    private const double GammaUp = 0.90640247705547707798;

    /// <summary>
    /// e^x K_(1/4)(x) for x above 0, to about 1e-14 relative. Up to 1 by pi/2 (I_(-v) - I_v)/sin(v pi); above it by the
    /// trapezoidal rule on the integral of exp(-x (cosh t - 1)) cosh(v t), whose error falls double-exponentially.
    /// </summary>
    public static double ScaledQuarter(double x)
    {
        if (x <= 1)
        {
            var down = Series(-Order, x) / (Math.Pow(x / 2, Order) * GammaDown);
            var up = Series(Order, x) * Math.Pow(x / 2, Order) / GammaUp;
            return Math.Exp(x) * Math.PI / 2 * (down - up) / Math.Sin(Order * Math.PI);
        }

        var step = Math.Min(0.1, 0.5 / Math.Sqrt(x));
        var sum = 0.5;
        for (var k = 1; k < 10_000; k++)
        {
            var half = Math.Sinh(k * step / 2);
            var exponent = 2 * x * half * half;
            if (exponent > 60)
                break;
            sum += Math.Exp(-exponent) * Math.Cosh(Order * k * step);
        }

        return step * sum;
    }

    /// <summary>The power series of I_v without its leading (x/2)^v / Gamma(v + 1).</summary>
    private static double Series(double order, double x)
    {
        var square = x * x / 4;
        double term = 1, sum = 1;
        for (var k = 1; k < 60 && term > 1e-18 * sum; k++)
        {
            term *= square / (k * (k + order));
            sum += term;
        }

        return sum;
    }
}
