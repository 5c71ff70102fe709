using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// The null of the e-detector: all laws p over k cells with sum c_b ln(c_b / p_b) at most a radius, c the centre (the smoothed
/// reference shares). Convex, and it holds the true reference law with chance 1 - delta.
/// </summary>
/// <remarks>
/// Radius: chi2_{1-delta}(k-1)/(2R) (likelihood ratio, asymptotic), or the root x above k-1 of
/// x - (k-1) ln(e x/(k-1)) = ln(1/delta), divided by R, which holds for every R (Agrawal 2020, "Finite-sample concentration of the
/// multinomial in relative entropy"). Projection: 40 halvings of k logarithms each, error 2^-40 in the mixing weight, and always
/// inside the ball.
/// </remarks>
internal sealed class DivergenceBall(double[] center, double radius)
{
    private const int Halvings = 40;

    public ReadOnlySpan<double> Center => center;

    /// <summary>The radius in nats; infinite for an empty reference, against which nothing is drift.</summary>
    public double Radius => radius;

    /// <summary>The ball around reference counts, widened by a tolerance in PSI units: rho = (sqrt(rho_R) + sqrt(s/2))^2.</summary>
    public static DivergenceBall Around(ReadOnlySpan<long> reference, double deff, double tolerance, double delta, bool exact)
    {
        var k = reference.Length;
        double total = 0;
        foreach (var count in reference)
            total += count / deff;
        var center = new double[k];
        for (var i = 0; i < k; i++)
            center[i] = ((reference[i] / deff) + 0.5) / (total + (k / 2.0));
        var sampling = SamplingRadius(total, k - 1, delta, exact);
        var root = Math.Sqrt(sampling) + Math.Sqrt(tolerance / 2);
        return new DivergenceBall(center, root * root);
    }

    /// <summary>How far, in nats, the estimate from <paramref name="rows"/> rows may lie from the truth.</summary>
    public static double SamplingRadius(double rows, int degrees, double delta, bool exact)
    {
        if (degrees < 1)
            return 0;
        if (rows <= 0)
            return double.PositiveInfinity;
        return exact ? AgrawalRoot(degrees, delta) / rows : ChiSquared.UpperQuantile(delta, degrees) / (2 * rows);
    }

    /// <summary>Writes the law of the ball under which shares q are likeliest; false if q lies inside and is that law.</summary>
    public bool Project(ReadOnlySpan<double> q, Span<double> projected)
    {
        q.CopyTo(projected);
        if (Divergence(q) <= radius)
            return false;
        double low = 0, high = 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            Mix(q, middle, projected);
            if (Divergence(projected) <= radius)
                high = middle;
            else
                low = middle;
        }

        Mix(q, high, projected);
        return true;
    }

    private void Mix(ReadOnlySpan<double> q, double weight, Span<double> mixed)
    {
        for (var i = 0; i < q.Length; i++)
            mixed[i] = ((1 - weight) * q[i]) + (weight * center[i]);
    }

    private double Divergence(ReadOnlySpan<double> p)
    {
        double sum = 0;
        for (var i = 0; i < p.Length; i++)
        {
            if (p[i] <= 0)
                return double.PositiveInfinity;
            sum += center[i] * Math.Log(center[i] / p[i]);
        }

        return sum;
    }

    private static double AgrawalRoot(int degrees, double delta)
    {
        var target = -Math.Log(delta);
        double low = degrees, high = 2.0 * (degrees + target);
        while (Excess(high) < target)
            high *= 2;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (Excess(middle) < target)
                low = middle;
            else
                high = middle;
        }

        return high;

        double Excess(double x) => x - (degrees * (1 + Math.Log(x / degrees)));
    }
}
