using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Drift;

/// <summary>
/// First Wasserstein distance, the area between the two distribution functions: how far the average row has to move. In the
/// column's unit, or in population standard deviations of the reference.
/// </summary>
public static class Wasserstein
{
    /// <summary>The least deviation that <see cref="EvidentlyMode"/> divides by.</summary>
    public const double LeastDeviation = 0.001;

    /// <summary>
    /// The distance of raw samples; NaN and infinities are left out. Null if a side has no finite value, or if the distance is beyond the
    /// range of a double.
    /// </summary>
    public static double? Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) => TestSamples(reference, current).Value;

    /// <summary>
    /// The distance of raw samples over the reference's standard deviation; null also if that is 0.
    /// </summary>
    /// <param name="reference">Any length and order.</param>
    /// <param name="current">Any length and order.</param>
    /// <param name="leastDeviation">The deviation counts as at least this much. Default 0.</param>
    public static double? NormalizedDistance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double leastDeviation = 0) =>
        Test(reference, current, DriftMethods.WassersteinNormalized, leastDeviation, DriftOptions.Default).Value;

    /// <summary>
    /// Tests raw samples: drifted from a tenth (<see cref="DriftOptions.DistanceBand"/>) of the reference's standard deviation,
    /// which counts as at least 0.001. There is no p-value.
    /// </summary>
    /// <param name="reference">Any length and order; NaN and infinities are left out.</param>
    /// <param name="current">Likewise.</param>
    /// <param name="normalized">In standard deviations of the reference; undefined if it is constant.</param>
    /// <param name="options">Threshold.</param>
    public static DriftResult TestSamples(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, bool normalized = false, DriftOptions? options = null) =>
        Test(reference, current, Method(normalized), 0, options ?? DriftOptions.Default);

    /// <summary>
    /// Tests the finite values of a numeric column from its counters: a certified interval (see <see cref="WassersteinBounds"/>), the
    /// value with rows spread evenly over their bins. The verdict is on the value.
    /// </summary>
    /// <inheritdoc cref="TestSamples"/>
    public static DriftResult Test(ColumnProfile profile, ColumnCounters current, bool normalized = false, DriftOptions? options = null) =>
        Test(profile, current, Method(normalized), 0, options ?? DriftOptions.Default);

    internal static DriftResult TestSamplesAtLeast(ReadOnlySpan<double> reference, ReadOnlySpan<double> current, DriftOptions options) =>
        Test(reference, current, DriftMethods.WassersteinNormalized, LeastDeviation, options);

    internal static DriftResult Test(
        ColumnProfile profile, ColumnCounters current, string method, double leastDeviation, DriftOptions options)
    {
        var verdict = new WassersteinVerdict(method, leastDeviation, options);
        if (profile.Bins is not { } bins)
            return verdict.Undefined(DriftReasons.NotApplicable);
        if (Samples.EmptySide(profile.Reference.Counted, current.Counted) is { } empty)
            return verdict.Undefined(empty);
        var bounds = WassersteinBounds.Of(bins, profile.Reference, current);
        var moments = profile.Reference.Moments;
        double? deviation = moments.Count == 1 || moments.Minimum == moments.Maximum
            ? 0
            : moments.Variance is { } variance ? Math.Sqrt(variance * ((moments.Count - 1.0) / moments.Count)) : null;
        return verdict.Of(bounds.Value, bounds.Low, bounds.High, deviation, bounds.Open ? DriftReasons.OpenBins : null);
    }

    private static DriftResult Test(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, string method, double leastDeviation, DriftOptions options)
    {
        var verdict = new WassersteinVerdict(method, leastDeviation, options);
        double[] r = Samples.Sorted(reference), c = Samples.Sorted(current);
        ReadOnlySpan<double> finite = Samples.Finite(r), finiteNow = Samples.Finite(c);
        if (Samples.EmptySide(finite.Length, finiteNow.Length) is { } empty)
            return verdict.Undefined(empty);
        var distance = Area(finite, finiteNow);
        var spread = SampleSpread.Of(finite, SampleSpread.UnitFor(SampleSpread.LargestMagnitude(finite)));
        var apart = finite.Length < r.Length || finiteNow.Length < c.Length;
        return verdict.Of(
            distance, distance, distance, Math.ScaleB(spread.Deviation, spread.Exponent), apart ? DriftReasons.InfinitiesLeftOut : null);
    }

    private static double Area(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        double n = reference.Length, m = current.Length, sum = 0, lost = 0;
        var previous = Math.Min(reference[0], current[0]);
        // A span beyond the largest double is measured in quarters.
        var scale = double.IsFinite(Math.Max(reference[^1], current[^1]) - previous) ? 1 : 0.25;
        for (int i = 0, j = 0; i < reference.Length || j < current.Length;)
        {
            var fromReference = j == current.Length || (i < reference.Length && reference[i] <= current[j]);
            var at = fromReference ? reference[i] : current[j];
            // Whole numbers, exact up to 10^15 pairs of rows.
            var height = Math.Abs((i * m) - (j * n)) / (n * m);
            var part = height * ((scale * at) - (scale * previous));
            // Neumaier's compensation.
            var next = sum + part;
            lost += sum >= part ? sum - next + part : part - next + sum;
            (sum, previous) = (next, at);
            (i, j) = fromReference ? (i + 1, j) : (i, j + 1);
        }

        return (sum + lost) / scale;
    }

    private static string Method(bool normalized) => normalized ? DriftMethods.WassersteinNormalized : DriftMethods.Wasserstein;
}
