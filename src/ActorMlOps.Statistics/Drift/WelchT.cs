using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// Welch's t test of equal means, two-sided, variances free: t = (mean_reference - mean_current) / sqrt(v_r/n + v_c/m), degrees of
/// freedom by Welch and Satterthwaite.
/// </summary>
public static class WelchT
{
    /// <summary>
    /// Tests raw samples. NaN is dropped, infinities are left out with a reason. Undefined with fewer than two rows on a side
    /// (<c>tooFewRows</c>), if both sides are constant (<c>constant</c>) or if t is beyond the range of a double (<c>overflow</c>).
    /// </summary>
    public static WelchTResult TestSamples(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double[] r = Samples.Sorted(reference), c = Samples.Sorted(current);
        ReadOnlySpan<double> finite = Samples.Finite(r), finiteNow = Samples.Finite(c);
        if (Samples.EmptySide(finite.Length, finiteNow.Length) is { } empty)
            return new WelchTResult(null, null, null, empty);
        if (finite.Length < 2 || finiteNow.Length < 2)
            return new WelchTResult(null, null, null, DriftReasons.TooFewRows);
        var unit = SampleSpread.UnitFor(Math.Max(SampleSpread.LargestMagnitude(finite), SampleSpread.LargestMagnitude(finiteNow)));
        SampleSpread a = SampleSpread.Of(finite, unit), b = SampleSpread.Of(finiteNow, unit);
        if (a.Constant && b.Constant)
            return new WelchTResult(null, null, null, DriftReasons.Constant);

        // Standard errors; their ratio alone enters the degrees of freedom.
        double left = a.Deviation / Math.Sqrt(finite.Length - 1), right = b.Deviation / Math.Sqrt(finiteNow.Length - 1);
        var error = Math.Max(left, right) * Math.Sqrt(1 + Math.Pow(Math.Min(left, right) / Math.Max(left, right), 2));
        var t = (a.Mean - b.Mean) / error;
        if (!double.IsFinite(t))
            return new WelchTResult(null, null, null, DriftReasons.Overflow);
        double x = left / error * (left / error), y = right / error * (right / error);
        var degrees = Degrees(x, y, finite.Length, finiteNow.Length);
        var apart = finite.Length < r.Length || finiteNow.Length < c.Length;
        return new WelchTResult(t, degrees, StudentT.TwoSided(t, degrees), apart ? DriftReasons.InfinitiesLeftOut : null);
    }

    /// <summary>Tests samples of which mean, variance (n - 1) and number are known; undefined as for raw samples.</summary>
    public static WelchTResult Test(
        (double? Mean, double? Variance) reference, long referenceRows, (double? Mean, double? Variance) current, long currentRows)
    {
        if (Samples.EmptySide(referenceRows, currentRows) is { } empty)
            return new WelchTResult(null, null, null, empty);
        if (reference is not { Mean: { } a, Variance: { } v } || current is not { Mean: { } b, Variance: { } w })
            return new WelchTResult(null, null, null, DriftReasons.TooFewRows);
        var (left, right) = (v / referenceRows, w / currentRows);
        if (left + right <= 0)
            return new WelchTResult(null, null, null, DriftReasons.Constant);
        var t = (a - b) / Math.Sqrt(left + right);
        if (!double.IsFinite(t))
            return new WelchTResult(null, null, null, DriftReasons.Overflow);
        var degrees = Degrees(left / (left + right), right / (left + right), referenceRows, currentRows);
        return new WelchTResult(t, degrees, StudentT.TwoSided(t, degrees), null);
    }

    /// <summary>Degrees of freedom by Welch and Satterthwaite.</summary>
    /// <param name="left">One side's share of the difference's variance; with <paramref name="right"/> 1.</param>
    /// <param name="rows">Of that side, at least two.</param>
    internal static double Degrees(double left, double right, long rows, long rightRows) =>
        1 / ((left * left / (rows - 1)) + (right * right / (rightRows - 1)));
}
