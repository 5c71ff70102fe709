namespace ActorMlOps.Statistics.Sequential;

/// <summary>
/// How much less a row tells than an independent one. The reference is cut into time-ordered panes; phi is the mean of Pearson's
/// X^2/(k-1) of each pane against the whole (about 1 for independent rows). Beyond <see cref="IndependentUpTo"/> counts are divided by
/// the largest design effect of any combination of cells.
/// </summary>
/// <remarks>
/// <para>Phi is the mean of the k-1 design effects (Rao and Scott 1981), but drift and dependence mostly lie along the same few: with AR(1)
/// rows of correlation 0.9 phi is 3.7 while the effect on the mean is 19, and an e-detector corrected by phi alone breaks its
/// promise (the tests show it). Dividing by the largest, the top eigenvalue of the panes' standardised residuals, is
/// conservative (Rao and Scott 1984). It overshoots for independent rows and few panes, so phi decides which case it is.</para>
/// <para>Cells empty in the whole reference are left out of k; empty panes too. The panes should be as long as those watched later, and
/// together span a season: what the reference did not do cannot be calibrated. Cost: O(panes k^2).</para>
/// </remarks>
/// <param name="Phi">The mean overdispersion; null where nothing could be measured.</param>
/// <param name="Largest">The largest overdispersion of any combination of cells; null where nothing could be measured.</param>
/// <param name="Panes">Panes with rows.</param>
public sealed record DesignEffect(double? Phi, double? Largest, int Panes)
{
    /// <summary>Up to this phi the rows count as independent.</summary>
    public const double IndependentUpTo = 1.2;

    private const int Iterations = 200;

    /// <summary>For a reference without an order.</summary>
    public static DesignEffect Unmeasured { get; } = new(null, null, 0);

    /// <summary>What counts are divided by, at least 1.</summary>
    public double Value => Math.Max(1, Guarantee == Guarantee.Calibrated ? Math.Max(Phi ?? 1, Largest ?? 1) : Phi ?? 1);

    /// <summary>What the promise rests on.</summary>
    public Guarantee Guarantee => Phi switch
    {
        null => Guarantee.Unverified,
        <= IndependentUpTo => Guarantee.Guaranteed,
        _ => Guarantee.Calibrated,
    };

    /// <summary>Measures it on the reference's panes, in order of time, each with the counts of the same cells.</summary>
    /// <returns><see cref="Unmeasured"/> with fewer than two panes or two cells that have rows.</returns>
    /// <exception cref="ArgumentException">The panes differ in cells, or a count is negative.</exception>
    public static DesignEffect Measure(IReadOnlyList<long[]> panes)
    {
        ArgumentNullException.ThrowIfNull(panes);
        if (panes.Count == 0)
            return Unmeasured;
        var whole = new double[panes[0].Length];
        foreach (var pane in panes)
        {
            if (pane.Length != whole.Length)
                throw new ArgumentException($"Panes have {whole.Length} and {pane.Length} cells; count all over the same.", nameof(panes));
            for (var i = 0; i < whole.Length; i++)
            {
                if (pane[i] < 0)
                    throw new ArgumentException($"Cell {i} has the negative count {pane[i]}.", nameof(panes));
                whole[i] += pane[i];
            }
        }

        int[] cells = [.. Enumerable.Range(0, whole.Length).Where(i => whole[i] > 0)];
        var total = whole.Sum();
        double[][] residuals = [.. panes.Where(pane => pane.Any(count => count > 0)).Select(pane => Residuals(pane, whole, total, cells))];
        if (residuals.Length < 2 || cells.Length < 2)
            return Unmeasured;
        var phi = residuals.Sum(SquaredLength) / residuals.Length / (cells.Length - 1);
        return new DesignEffect(phi, Math.Max(phi, LargestEigenvalue(residuals)), residuals.Length);
    }

    // Pearson's residuals: their squares sum to X^2.
    private static double[] Residuals(long[] pane, double[] whole, double total, int[] cells)
    {
        var rows = pane.Sum(count => (double)count);
        return Array.ConvertAll(cells, cell =>
        {
            var expected = rows * (whole[cell] / total);
            return (pane[cell] - expected) / Math.Sqrt(expected);
        });
    }

    // Power iteration on the mean of r r', from the longest residual; an estimate from below, so never above the trace.
    private static double LargestEigenvalue(double[][] residuals)
    {
        var k = residuals[0].Length;
        var matrix = new double[k, k];
        foreach (var residual in residuals)
        {
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                    matrix[i, j] += residual[i] / residuals.Length * residual[j];
            }
        }

        double[] vector = [.. residuals.MaxBy(SquaredLength)!];
        double value = 0;
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var length = Math.Sqrt(SquaredLength(vector));
            if (length == 0)
                break;
            var next = new double[k];
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                    next[i] += matrix[i, j] * (vector[j] / length);
            }

            (vector, value) = (next, Math.Sqrt(SquaredLength(next)));
        }

        return value;
    }

    private static double SquaredLength(double[] vector) => vector.Sum(x => x * x);
}
