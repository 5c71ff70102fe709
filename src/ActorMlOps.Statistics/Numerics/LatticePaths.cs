using System.Numerics;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// The exact two-sample Kolmogorov-Smirnov p-value: the share of monotone lattice paths from (0, 0) to
/// (n, m) that touch |i/n - j/m| &gt;= d. Counted as paths outside, so that all terms are positive and a p-value of 1e-12
/// is as accurate as one of 0.5. Cost 2 d n m without ties (only paths still inside are followed), n m with them.
/// </summary>
internal static class LatticePaths
{
    /// <param name="d">The statistic, 0 to 1.</param>
    /// <param name="n">Rows of one side.</param>
    /// <param name="m">Rows of the other side.</param>
    /// <param name="looked">Numbers of rows passed, 0 to n + m, after which the path is looked at (ties); null for all.</param>
    public static double Outside(double d, int n, int m, bool[]? looked = null)
    {
        var common = (int)BigInteger.GreatestCommonDivisor(n, m);
        long stepN = n / common, stepM = m / common;
        var bound = (long)Math.Round(d * stepN * m);
        if (bound == 0)
            return 1;

        // outside[j] = share of the paths to (i, j) that were outside; the step before came from the left with chance i/(i+j).
        var outside = new double[m + 1];
        Array.Fill(outside, 1);
        for (int i = 0, first = 0; i <= n; i++)
        {
            // Without ties everything left of the band is outside for good, and everything right of it still is.
            while (looked is null && first < m && (i * stepM) - (first * stepN) >= bound)
                outside[first++] = 1;
            for (var j = first; j <= m; j++)
            {
                var apart = Math.Abs((i * stepM) - (j * stepN)) >= bound;
                if (apart && looked is null)
                {
                    outside[j] = 1;
                    if (j * stepN > i * stepM)
                        break;
                }
                else if (apart && looked![i + j])
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
