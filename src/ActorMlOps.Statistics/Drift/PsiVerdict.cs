using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// The verdict on a PSI. With no drift PSI follows about (1/n + 1/m) chi2(B' - 1), B' the cells in use, so it is compared
/// with the larger of the band and that law's 1 - alpha quantile. Where the law fails (a side below 500 rows, or an expected
/// count below 5) the law is redrawn: seeded multivariate-hypergeometric splits of the pooled counts.
/// </summary>
internal static class PsiVerdict
{
    private const long FewRows = 500;
    private const double FewExpected = 5;

    public static DriftResult Of(string method, CellCounts cells, DriftOptions options)
    {
        options.Validate();
        var thresholdOf = options.PsiThreshold is null ? ThresholdKinds.Band : ThresholdKinds.User;
        if (cells.EmptySide is { } reason)
            return DriftResult.Undefined(method, thresholdOf, reason);

        var value = Psi.Index(cells.Reference, cells.Current, cells.ReferenceTotal, cells.CurrentTotal);
        var result = new DriftResult { Method = method, Value = value, Low = value, High = value, ThresholdOf = thresholdOf };
        if (options.PsiThreshold is { } user)
            return result with { Threshold = user, Drifted = value >= user };
        if (IsSparse(cells))
            return Redrawn(result, value, cells, options);

        var scale = (1.0 / cells.ReferenceTotal) + (1.0 / cells.CurrentTotal);
        var quantile = scale * ChiSquared.UpperQuantile(options.Alpha, cells.NonEmpty - 1);
        var threshold = Math.Max(options.PsiBand, quantile);
        return result with
        {
            NullQuantile = quantile,
            Threshold = threshold,
            ThresholdOf = quantile > options.PsiBand ? ThresholdKinds.SampleSize : ThresholdKinds.Band,
            Drifted = value >= threshold,
        };
    }

    private static bool IsSparse(CellCounts cells)
    {
        var fewer = Math.Min(cells.ReferenceTotal, cells.CurrentTotal);
        if (fewer < FewRows)
            return true;
        var share = fewer / ((double)cells.ReferenceTotal + cells.CurrentTotal);
        for (var i = 0; i < cells.Reference.Length; i++)
        {
            var pooled = cells.Reference[i] + cells.Current[i];
            if (pooled > 0 && pooled * share < FewExpected)
                return true;
        }

        return false;
    }

    private static DriftResult Redrawn(DriftResult result, double value, CellCounts cells, DriftOptions options)
    {
        var redrawn = Redraws(cells, options);
        // Equal tables may differ in the last bits of the sum.
        var atLeast = redrawn.Count(other => other >= value * (1 - 1e-12));
        var p = (1.0 + atLeast) / (1 + redrawn.Length);
        Array.Sort(redrawn);
        // p <= alpha holds for values above the redraw that has this many at or above it.
        var allowed = (int)Math.Floor((options.Alpha * (1 + redrawn.Length)) + 1e-9) - 1;
        var quantile = redrawn[Math.Clamp(redrawn.Length - 1 - allowed, 0, redrawn.Length - 1)];
        return result with
        {
            PValue = p,
            PValueLow = p,
            NullQuantile = quantile,
            Threshold = Math.Max(options.PsiBand, quantile),
            ThresholdOf = quantile > options.PsiBand ? ThresholdKinds.SampleSize : ThresholdKinds.Band,
            Drifted = value >= options.PsiBand && p <= options.Alpha,
        };
    }

    private static double[] Redraws(CellCounts cells, DriftOptions options)
    {
        var random = new SplitMix64(options.Seed);
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        var reference = new long[cells.Reference.Length];
        var current = new long[cells.Reference.Length];
        var redrawn = new double[options.Redraws];
        foreach (ref var index in redrawn.AsSpan())
        {
            var (left, drawn) = (n + m, m);
            for (var i = 0; i < reference.Length; i++)
            {
                var pooled = cells.Reference[i] + cells.Current[i];
                current[i] = Hypergeometric.Draw(ref random, drawn, pooled, left);
                reference[i] = pooled - current[i];
                drawn -= current[i];
                left -= pooled;
            }

            index = Psi.Index(reference, current, n, m);
        }

        return redrawn;
    }
}
