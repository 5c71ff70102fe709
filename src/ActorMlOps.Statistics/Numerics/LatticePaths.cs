using System.Numerics;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>
/// The exact two-sample Kolmogorov-Smirnov p-value without ties: the share of monotone lattice paths from (0, 0) to
/// (n, m) that touch |i/n - j/m| &gt;= d. Counted as paths outside, so that all terms are positive and a p-value of 1e-12
/// is as accurate as one of 0.5. Cost O(n m).
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
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs((i * stepM) - (j * stepN)) >= bound && (looked is null || looked[i + j]))
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
