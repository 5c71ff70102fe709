namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// P(D_n &lt; d) by the expansion of Pelz and Good 1976 in powers of n^-1/2, four terms, in the form of Simard and
/// L'Ecuyer 2011. For n above 140.
/// </summary>
internal static class PelzGood
{
    private const int MaxTerms = 40;

    public static double Cdf(double d, long n)
    {
        const double Pi2 = Math.PI * Math.PI, Pi4 = Pi2 * Pi2, Pi6 = Pi4 * Pi2;
        var x = Math.Sqrt(n) * d;
        double x2 = x * x, x3 = x2 * x, x4 = x2 * x2, x6 = x4 * x2, x7 = x6 * x, x8 = x4 * x4, x10 = x8 * x2;
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2Whole = 0, k3Whole = 0;
        for (var k = 0; k < MaxTerms; k++)
        {
            // The sums run over all integers k; k + 1/2 and -k - 1/2 give the same term.
            var h = k + 0.5;
            double h2 = h * h, h4 = h2 * h2, h6 = h4 * h2;
            var half = 2 * Math.Exp(-Pi2 * h2 / (2 * x2));
            k0 += half;
            k1 += half * ((Pi2 * h2) - x2);
            k2 += half * ((6 * x6) + (2 * x4) + (Pi2 * ((2 * x4) - (5 * x2)) * h2) + (Pi4 * (1 - (2 * x2)) * h4));
            k3 += half * ((Pi6 * h6 * (5 - (30 * x2))) + (Pi4 * h4 * ((-60 * x2) + (212 * x4)))
                + (Pi2 * h2 * ((135 * x4) - (96 * x6))) - (30 * x6) - (90 * x8));
            double w2 = (double)k * k;
            var whole = 2 * Math.Exp(-Pi2 * w2 / (2 * x2));
            k2Whole += whole * Pi2 * w2;
            k3Whole += whole * ((3 * Pi2 * w2 * x2) - (Pi4 * w2 * w2));
            if (half == 0)
                break;
        }

        var root = Math.Sqrt(Math.PI / 2);
        var rootN = Math.Sqrt(n);
        return (Math.Sqrt(2 * Math.PI) / x * (k0 / 2))
            + (root / (6 * x4) * k1 / rootN)
            + (root * ((k2 / (72 * x7)) - (k2Whole / (36 * x3))) / n)
            + (root * ((k3 / (6480 * x10)) + (k3Whole / (216 * x6))) / (n * rootN));
    }
}
