namespace ActorMlOps.Statistics.Numerics;

/// <summary>Variance and significance of the two-sample Anderson-Darling statistic (Scholz and Stephens 1987).</summary>
internal static class AndersonDarlingLaw
{
    private const double EulerGamma = 0.57721566490153286061;

    // Critical values b0 + b1/sqrt(k - 1) + b2/(k - 1) at k = 2, for the levels of s_levels.
    private static readonly double[] s_critical =
    [
        0.675 - 0.245 - 0.105, 1.281 + 0.25 - 0.305, 1.645 + 0.678 - 0.362, 1.96 + 1.149 - 0.391, 2.326 + 1.822 - 0.396,
        2.573 + 2.364 - 0.345, 3.085 + 3.615 - 0.154,
    ];

    private static readonly double[] s_levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];
    private static readonly double[] s_fit = FitLogLevels();

    /// <summary>The critical values at 25, 10, 5, 2.5, 1, 0.5 and 0.1 percent.</summary>
    public static ReadOnlySpan<double> CriticalValues => s_critical;

    /// <summary>The variance of the statistic for two samples; above 0 from four rows in all.</summary>
    public static double Variance(double n, double m)
    {
        var total = n + m;
        var sizes = (1 / n) + (1 / m);
        var (h, g) = Sums(total);
        var a = (4 * g) - 6 + ((10 - (6 * g)) * sizes);
        var b = (((2 * g) - 4) * 4) + (16 * h) + (((2 * g) - (14 * h) - 4) * sizes) - (8 * h) + (4 * g) - 6;
        var c = (((6 * h) + (2 * g) - 2) * 4) + (((4 * h) - (4 * g) + 6) * 2) + (((2 * h) - 6) * sizes) + (4 * h);
        var d = (((2 * h) + 6) * 4) - (8 * h);
        // Horner in 1/N: N^3 would lose nothing, but a quotient of small numbers overflows nothing.
        var r = 1 / total;
        return (a + (r * (b + (r * (c + (r * d)))))) / ((1 - r) * (1 - (2 * r)) * (1 - (3 * r)));
    }

    /// <summary>The level of a normalised statistic, interpolated as scipy does and clipped to [0.001, 0.25].</summary>
    public static double Significance(double statistic)
    {
        if (statistic < s_critical[0])
            return s_levels[0];
        if (statistic > s_critical[^1])
            return s_levels[^1];
        return Math.Exp(s_fit[0] + (statistic * (s_fit[1] + (statistic * s_fit[2]))));
    }

    /// <summary>
    /// h = H(N-1) and g = sum over i &lt; j of 1/((N - i) j), which is H2(N-1) - 2 H(N-1)/N in closed form (H, H2 the harmonic
    /// numbers of order 1 and 2).
    /// </summary>
    private static (double H, double G) Sums(double total)
    {
        var last = total - 1;
        double first, second;
        if (last <= 200)
        {
            (first, second) = (0, 0);
            for (var i = (int)last; i >= 1; i--)
                (first, second) = (first + (1.0 / i), second + (1.0 / ((double)i * i)));
        }
        else
        {
            var r = 1 / last;
            first = Math.Log(last) + EulerGamma + (r * (0.5 - (r * ((1 / 12.0) - (r * r * ((1 / 120.0) - (r * r / 252)))))));
            second = (Math.PI * Math.PI / 6) - (r * (1 - (r * (0.5 - (r * ((1 / 6.0) - (r * r * ((1 / 30.0) - (r * r / 42)))))))));
        }

        return (first, second - (2 * first / total));
    }

    /// <summary>Least-squares parabola of ln level over the critical values, by orthogonal polynomials.</summary>
    private static double[] FitLogLevels()
    {
        double count = s_critical.Length, mean = s_critical.Sum() / count;
        var x = Array.ConvertAll(s_critical, value => value - mean);
        var y = Array.ConvertAll(s_levels, Math.Log);
        var s2 = x.Sum(v => v * v);
        var slope = x.Sum(v => v * v * v) / s2;
        // p0 = 1, p1 = x, p2 = x^2 - slope x - s2/count are orthogonal over the points.
        var p2 = Array.ConvertAll(x, v => (v * v) - (slope * v) - (s2 / count));
        var c0 = y.Sum() / count;
        var c1 = x.Zip(y, (v, w) => v * w).Sum() / s2;
        var c2 = p2.Zip(y, (v, w) => v * w).Sum() / p2.Sum(v => v * v);
        var linear = c1 - (c2 * slope);
        return [c0 - (c2 * s2 / count) - (linear * mean) + (c2 * mean * mean), linear - (2 * c2 * mean), c2];
    }
}
