using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Statistics.Tests.Counters;

internal static class CountersAssert
{
    public static void SameCounts(ColumnCounters expected, ColumnCounters actual)
    {
        Assert.Equal(expected.Counts.ToArray(), actual.Counts.ToArray());
        Assert.Equal(
            (expected.Missing, expected.NaN, expected.PositiveInfinity, expected.NegativeInfinity, expected.Unseen),
            (actual.Missing, actual.NaN, actual.PositiveInfinity, actual.NegativeInfinity, actual.Unseen));
    }

    public static void CloseMoments(Moments expected, Moments actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Minimum, actual.Minimum);
        Assert.Equal(expected.Maximum, actual.Maximum);
        // Relative to the spread: a mean near zero has no digits of its own.
        var scale = Math.Max(Math.Abs(expected.Minimum ?? 0), Math.Abs(expected.Maximum ?? 0));
        Close(expected.Mean, actual.Mean, scale);
        Close(expected.Variance, actual.Variance, scale * scale);
    }

    private static void Close(double? expected, double? actual, double scale) =>
        Assert.True(
            expected.HasValue == actual.HasValue && Math.Abs((expected ?? 0) - (actual ?? 0)) <= 1e-9 * scale,
            $"expected {expected:R}, got {actual:R}");
}
