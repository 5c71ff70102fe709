using System.Numerics;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// The exact two-sample Kolmogorov-Smirnov p-value without ties: the share of monotone lattice paths from (0, 0) to
/// (n, m) that touch |i/n - j/m| &gt;= d. Counted as paths outside, so that all terms are positive and a p-value of 1e-12
/// is as accurate as one of 0.5. Cost O(n m).
/// </summary>
internal static class LatticePaths
{
    public static double Outside(double d, int n, int m)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(n, m);
        long stepN = n / common, stepM = m / common;
        var bound = (long)Math.Round(d * stepN * m);
        if (bound == 0)
            return 1;

        // outside[j] = share of the paths to (i, j) that were outside; the step before came from the left with chance i/(i+j).
        var outside = new double[m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs((i * stepM) - (j * stepN)) >= bound)
                    outside[j] = 1;
                else if (i + j == 0)
                    outside[j] = 0;
                else
                    outside[j] = ((i * outside[j]) + (j == 0 ? 0 : j * outside[j - 1])) / (i + j);
            }
        }

        return outside[m];
    }
}
