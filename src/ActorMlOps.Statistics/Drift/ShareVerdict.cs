using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// The verdict on an index of shares. With no drift the PSI follows about (1/n + 1/m) chi2(B' - 1), B' the cells in use, and the
/// others a function of it; so the index is compared with the larger of its band and that law's 1 - alpha quantile. Where the law
/// fails (a side below 500 rows, or an expected count below 5) it is redrawn: seeded multivariate-hypergeometric splits of the
/// pooled counts.
/// </summary>
internal static class ShareVerdict
{
    private const long FewRows = 500;
    private const double FewExpected = 5;

    public static DriftResult Of(ShareIndex index, CellCounts cells, DriftOptions options)
    {
        options.Validate();
        var user = options.ThresholdOf(index.Method);
        var thresholdOf = user is null ? ThresholdKinds.Band : ThresholdKinds.User;
        if (cells.EmptySide is { } reason)
            return DriftResult.Undefined(index.Method, thresholdOf, reason);

        var value = index.Value(cells);
        var result = new DriftResult { Method = index.Method, Value = value, Low = value, High = value, ThresholdOf = thresholdOf };
        if (user is { } threshold)
            return result with { Threshold = threshold, Drifted = value >= threshold };
        var band = options.BandOf(index.Method);
        if (IsSparse(cells))
            return Redrawn(index, result, band, cells, options);

        var scale = (1.0 / cells.ReferenceTotal) + (1.0 / cells.CurrentTotal);
        var quantile = index.OfNull(scale * ChiSquared.UpperQuantile(options.Alpha, cells.NonEmpty - 1));
        return Compare(result, quantile, band) with { Drifted = value >= Math.Max(band, quantile) };
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

    private static DriftResult Redrawn(ShareIndex index, DriftResult result, double band, CellCounts cells, DriftOptions options)
    {
        var value = result.Value!.Value;
        var redrawn = Redraws(index, cells, options);
        // Equal tables may differ in the last bits of the sum.
        var atLeast = redrawn.Count(other => other >= value * (1 - 1e-12));
        var p = (1.0 + atLeast) / (1 + redrawn.Length);
        Array.Sort(redrawn);
        // p <= alpha holds for values above the redraw that has this many at or above it.
        var allowed = (int)Math.Floor((options.Alpha * (1 + redrawn.Length)) + 1e-9) - 1;
        var quantile = redrawn[Math.Clamp(redrawn.Length - 1 - allowed, 0, redrawn.Length - 1)];
        return Compare(result, quantile, band) with { PValue = p, PValueLow = p, Drifted = value >= band && p <= options.Alpha };
    }

    private static DriftResult Compare(DriftResult result, double quantile, double band) => result with
    {
        NullQuantile = quantile,
        Threshold = Math.Max(band, quantile),
        ThresholdOf = quantile > band ? ThresholdKinds.SampleSize : ThresholdKinds.Band,
    };

    private static double[] Redraws(ShareIndex index, CellCounts cells, DriftOptions options)
    {
        var random = new SplitMix64(options.Seed);
        var (n, m) = (cells.ReferenceTotal, cells.CurrentTotal);
        var drawn = new CellCounts(cells.Reference, cells.Current);
        var redrawn = new double[options.Redraws];
        foreach (ref var value in redrawn.AsSpan())
        {
            var (left, wanted) = (n + m, m);
            for (var i = 0; i < cells.Reference.Length; i++)
            {
                var pooled = cells.Reference[i] + cells.Current[i];
                drawn.Current[i] = Hypergeometric.Draw(ref random, wanted, pooled, left);
                drawn.Reference[i] = pooled - drawn.Current[i];
                wanted -= drawn.Current[i];
                left -= pooled;
            }

            drawn.UpdateShares();
            value = index.Value(drawn);
        }

        return redrawn;
    }
}
