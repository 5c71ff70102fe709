using System.Numerics.Tensors;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>Null laws of the two-sample Cramer-von Mises statistic T (Anderson 1962).</summary>
internal static class CramerVonMisesLaw
{
    /// <summary>
    /// P(T &gt;= t) by the limit law, T first brought to the limit's mean 1/6 and variance 1/45. As in scipy the series ends at
    /// its first term below 1e-7 and the result is 1 - the distribution function, so p-values below about 1e-7 are upper
    /// bounds, never too small.
    /// </summary>
    public static double LimitSurvival(double t, double n, double m)
    {
        double total = n + m, product = n * m;
        var mean = (1 + (1 / total)) / 6;
        var variance = (total + 1) / total * ((4 * total) - (3 * ((n / m) + (m / n))) - 2) / (45 * 4 * total);
        var normalised = (1 / 6.0) + ((t - mean) / Math.Sqrt(45 * variance));
        return normalised < 0.003 ? 1 : Math.Max(0, 1 - LimitCdf(normalised));
    }

    /// <summary>
    /// The limit law: sum over k of Gamma(k + 1/2)/k! sqrt(4k + 1) e^(-q) K_(1/4)(q) / (pi^(3/2) sqrt x), q = (4k + 1)^2/(16 x).
    /// </summary>
    private static double LimitCdf(double x)
    {
        var weight = 1 / (Math.PI * Math.Sqrt(x));
        double sum = 0;
        for (var k = 0; ; k++)
        {
            if (k > 0)
                weight *= (k - 0.5) / k;
            var y = (4.0 * k) + 1;
            var q = y * y / (16 * x);
            var term = weight * Math.Sqrt(y) * Math.Exp(-2 * q) * BesselK.ScaledQuarter(q);
            sum += term;
            if (term < 1e-7)
                return sum;
        }
    }

    /// <summary>Cells of the table that <see cref="ExactSurvival"/> fills for this statistic.</summary>
    public static double ExactCost(double t, int n, int m) => (Zeta(t, n, m) + 1.0) * (Math.Min(n, m) + 1);

    /// <summary>
    /// P(T &gt;= t) over all orders of untied samples (Xiao, Gordon and Yakovlev 2007): the share of lattice paths whose sum of
    /// (a i - b j)^2, a = lcm/n, b = lcm/m, reaches the observed one. Paths outside are gathered as they leave, so that all terms
    /// are positive. Cost n m zeta additions.
    /// </summary>
    public static double ExactSurvival(double t, int n, int m)
    {
        if (n < m)
            (n, m) = (m, n);
        var zeta = Zeta(t, n, m);
        if (zeta <= 0)
            return 1;
        var common = Gcd(n, m);
        long a = m / common, b = n / common;
        // inside[j][v]: share of the paths to (i, j) whose sum is v, v below zeta; outside[j]: share of those at or above it.
        var inside = new double[m + 1][];
        var outside = new double[m + 1];
        for (var j = 0; j <= m; j++)
            inside[j] = new double[zeta];
        var shifted = new double[zeta];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (i + j == 0)
                {
                    inside[0][0] = 1;
                    continue;
                }

                // A path to (i, j) came from (i - 1, j) with chance i/(i + j).
                double fromLeft = (double)i / (i + j), fromBelow = (double)j / (i + j);
                TensorPrimitives.Multiply(inside[j], fromLeft, shifted);
                outside[j] *= fromLeft;
                if (j > 0)
                {
                    TensorPrimitives.MultiplyAdd(inside[j - 1], fromBelow, shifted, shifted);
                    outside[j] += fromBelow * outside[j - 1];
                }

                var step = ((a * i) - (b * j)) * ((a * i) - (b * j));
                var kept = (int)Math.Max(0, zeta - step);
                outside[j] += TensorPrimitives.Sum<double>(shifted.AsSpan(kept));
                inside[j].AsSpan(0, zeta - kept).Clear();
                shifted.AsSpan(0, kept).CopyTo(inside[j].AsSpan(zeta - kept));
            }
        }

        return Math.Min(1, outside[m]);
    }

    /// <summary>The path sum that belongs to T: lcm^2 (n + m)^2 T / (n m), a whole number up to rounding.</summary>
    private static int Zeta(double t, int n, int m)
    {
        var lcm = (double)n / Gcd(n, m) * m;
        return (int)Math.Min(int.MaxValue, Math.Round(lcm * lcm * ((double)n + m) * ((double)n + m) * t / ((double)n * m)));
    }

    private static int Gcd(int a, int b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
