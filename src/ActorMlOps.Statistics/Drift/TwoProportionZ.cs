using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Test of two equal proportions with the pooled variance, two-sided: z = (x1/n1 - x2/n2) / sqrt(p (1 - p) (1/n1 + 1/n2)),
/// p = (x1 + x2)/(n1 + n2).
/// </summary>
public static class TwoProportionZ
{
    /// <summary>
    /// Tests x1 of n1 against x2 of n2. An empty side is undefined; if all or none of both are successes z is 0/0: undefined
    /// (<c>constant</c>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or there are more successes than rows.</exception>
    public static DriftResult Test(long successes, long rows, long currentSuccesses, long currentRows, double alpha = 0.05)
    {
        Check(successes, rows);
        Check(currentSuccesses, currentRows);
        var pooled = (Int128)successes + currentSuccesses;
        var total = (Int128)rows + currentRows;
        var reason = Samples.EmptySide(rows, currentRows) ?? (pooled == 0 || pooled == total ? DriftReasons.Constant : null);
        if (reason is not null)
            return DriftResult.Undefined(DriftMethods.Z, ThresholdKinds.Alpha, reason);
        // The difference of the shares over one denominator: whole numbers, nothing cancels.
        var difference = (double)(((Int128)successes * currentRows) - ((Int128)currentSuccesses * rows));
        var share = (double)pooled / (double)total;
        var z = difference / Math.Sqrt((double)rows * currentRows) / Math.Sqrt(share * (double)(total - pooled));
        var p = Normal.TwoSided(z);
        return new DriftResult
        {
            Method = DriftMethods.Z,
            Value = z,
            Low = z,
            High = z,
            PValue = p,
            PValueLow = p,
            Threshold = alpha,
            ThresholdOf = ThresholdKinds.Alpha,
            Drifted = p <= alpha,
        };

        static void Check(long part, long whole)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(part, whole);
        }
    }
}
