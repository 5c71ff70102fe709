using System.Numerics.Tensors;

namespace ActorMlOps.Statistics.Numerics;

/// <summary>The exact null law of the Mann-Whitney U of untied samples.</summary>
internal static class MannWhitneyLaw
{
    /// <summary>Additions that <see cref="LowerTail"/> takes.</summary>
    public static double Cost(double u, long n, long m) => (u + 1) * (double)n * m;

    /// <summary>
    /// P(U &lt;= u), u below n m / 2, by the recurrence P(n, m, u) = n/(n + m) P(n - 1, m, u - m) + m/(n + m) P(n, m - 1, u):
    /// positive terms only, so the tail keeps its relative accuracy.
    /// </summary>
    public static double LowerTail(int u, int n, int m)
    {
        if (n > m)
            (n, m) = (m, n);
        // laws[i][v] = P(i, j, v) for the current j.
        var laws = new double[n + 1][];
        for (var i = 0; i <= n; i++)
        {
            laws[i] = new double[u + 1];
            laws[i][0] = 1;
        }

        for (var j = 1; j <= m; j++)
        {
            for (var i = 1; i <= n; i++)
            {
                TensorPrimitives.Multiply(laws[i], (double)j / (i + j), laws[i]);
                if (j > u)
                    continue;
                var shifted = laws[i].AsSpan(j);
                TensorPrimitives.MultiplyAdd(laws[i - 1].AsSpan(0, u + 1 - j), (double)i / (i + j), shifted, shifted);
            }
        }

        return TensorPrimitives.Sum<double>(laws[n]);
    }
}
