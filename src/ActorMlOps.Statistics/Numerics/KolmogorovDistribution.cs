namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// P(D_n &gt;= d) for the one-sample, two-sided Kolmogorov-Smirnov statistic. The choice of method follows Simard and
/// L'Ecuyer 2011 ("Computing the two-sided Kolmogorov-Smirnov distribution").
/// </summary>
/// <remarks>
/// Relative error, measured against the matrix: n up to 140 about 1e-11 (twice the one-sided tail is exact for d &gt;= 1/2).
/// Above 140: n d^2 &gt;= 2.2 twice the one-sided tail, 2e-6 at 2.2 and falling as exp(-6 n d^2); below it 1 - the expansion of
/// Pelz and Good, at most 3e-5 at n = 141, 2e-6 at 500, 2e-7 at 2,000.
/// </remarks>
internal static class KolmogorovDistribution
{
    private const int SmallN = 140;

    // Below it P(D_n < d) is less than 1e-12, whatever n.
    private const double SurelyAbove = 0.2;

    // The terms at either end are exp(-100) of the sum.
    private const double NegligibleEnds = 100;

    private const double FewestTerms = 160;

    public static double Survival(double d, long n)
    {
        if (d >= 1)
            return 0;
        var t = n * d;
        if (d <= 0 || t <= 0.5)
            return 1;
        if (t <= 1)
            return 1 - Math.Exp(SpecialFunctions.LogFactorial(n) - (n * Math.Log(n)) + (n * Math.Log((2 * t) - 1)));
        if (t >= n - 1)
            return 2 * Math.Pow(1 - d, n);
        var nd2 = t * d;
        if (d >= 0.5 || nd2 > (n <= SmallN ? 4 : 2.2))
            return Clip(2 * OneSidedTail(d, n));
        if (n > SmallN && nd2 < SurelyAbove * SurelyAbove)
            return 1;
        if (n <= SmallN || (n <= 100_000 && n * Math.Pow(d, 1.5) <= 1.4))
            return Clip(1 - KolmogorovMatrix.Cdf(d, (int)n));
        return Clip(1 - PelzGood.Cdf(d, n));
    }

    /// <summary>The limit law Q(x) = 2 sum (-1)^(j-1) exp(-2 j^2 x^2), by its theta form where that converges faster.</summary>
    public static double Limit(double x)
    {
        if (x <= 0)
            return 1;
        double sum = 0;
        if (x < 1)
        {
            for (var k = 1; k <= 20; k++)
                sum += Math.Exp(-((2 * k) - 1) * ((2 * k) - 1) * Math.PI * Math.PI / (8 * x * x));
            return Clip(1 - (Math.Sqrt(2 * Math.PI) / x * sum));
        }

        for (var j = 20; j >= 1; j--)
            sum += (j % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * j * j * x * x);
        return Clip(sum);
    }

    /// <summary>
    /// P(D+_n &gt;= d) = sum_j d/(d + j/n) Binomial(j; n, d + j/n): all terms positive, each by Loader's deviances, so that the
    /// tail keeps its relative accuracy down to 1e-300.
    /// </summary>
    /// <remarks>
    /// Where n is large the terms are a smooth bump in j, about n/(4 sqrt(n d^2)) wide and vanishing at both ends, so that every
    /// s-th term times s is the same sum (trapezoid rule: at an eighth of the width it is off by exp(-2 pi^2 64)). Measured against the
    /// whole sum: 1e-12 relative.
    /// </remarks>
    internal static double OneSidedTail(double d, long n, bool everyTerm = false)
    {
        var stride = 1L;
        if (!everyTerm && n * d * (1 - (2 * d)) >= NegligibleEnds)
            stride = Math.Max(1, (long)(n / Math.Max(FewestTerms, 32 * Math.Sqrt(n * d * d))));
        double sum = 0;
        var errorOfN = SpecialFunctions.StirlingError(n);
        for (var j = stride; j < n; j += stride)
        {
            // j/n + d is the chance p of the binomial, 1 - p - d... its complement; both kept from cancelling.
            var q = (n - j - (n * d)) / n;
            if (q <= 0)
                break;
            var p = d + ((double)j / n);
            var exponent = errorOfN - SpecialFunctions.StirlingError(j) - SpecialFunctions.StirlingError(n - j)
                - SpecialFunctions.Deviance(j, j + (n * d)) - SpecialFunctions.Deviance(n - j, n * q);
            if (exponent > -745)
                sum += (d / p) * Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * j * (n - j)));
        }

        // The term at j = 0 stands alone; at j = n the binomial is certain only for d = 0, which is handled before.
        return Math.Pow(1 - d, n) + (sum * stride);
    }

    private static double Clip(double p) => Math.Clamp(p, 0, 1);
}
