using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class ResidualTests
{
    [Fact]
    public void Residuals_ManyRows_QuantilesAreBracketedWithinTheBound()
    {
        var generator = new SampleGenerator(9);
        var rows = Enumerable.Range(0, 20_000)
            .Select(_ => (Predicted: 10 * generator.Uniform(), Actual: 10 * generator.Uniform())).ToArray();
        var counters = Count(rows);
        var metrics = counters.Metrics();
        var errors = rows.Select(row => row.Predicted - row.Actual).Order().ToArray();
        foreach (var (share, got) in RegressionMetrics.QuantileShares.Zip(metrics.ResidualQuantiles))
            Holds(got, errors, share);
        double[] absolute = [.. errors.Select(Math.Abs).Order()];
        Holds(metrics.MedianAbsoluteError, absolute, 0.5);
        Holds(metrics.MaxError, absolute, 1);

        // In any grouping the same form; a correction leaves no trace.
        RegressionCounters halves = Count(rows[..7000]), rest = Count(rows[7000..]);
        halves.Merge(rest);
        Assert.Equal(counters.Encode(), halves.Encode());
        Assert.Equal(counters.Encode(), RegressionCounters.Decode(counters.Encode()).Encode());
        Assert.True(halves.Remove(rows[0].Predicted, rows[0].Actual));
        halves.Add(rows[0].Predicted, 3);
        Assert.Equal(Count([(rows[0].Predicted, 3), .. rows[1..]]).Encode(), halves.Encode());
    }

    [Fact]
    public void Residuals_RemoveWhatIsNotThere_ChangesNothing()
    {
        var counters = Count([(1, 2), (3, 3)]);
        var before = counters.Encode();
        Assert.False(counters.Remove(1, 5));
        Assert.False(counters.Remove(double.NaN, 5));
        Assert.Equal(before, counters.Encode());
    }

    [Fact]
    public void Residuals_HugeAndTinyInBins_StayFinite()
    {
        var counters = new RegressionCounters();
        double[] values =
            [0, -0.0, double.Epsilon, -double.Epsilon, 1e-310, 1e154, -1e154, 1e100, double.MaxValue, double.PositiveInfinity];
        for (var i = 0; i < 10_000; i++)
            counters.Add(values[i % values.Length], values[i / values.Length % values.Length]);
        Defined.Check(counters.Metrics());
        Assert.True(counters.LeftOut > 0 && counters.Rows > 0);
    }

    private static void Holds(MetricValue got, double[] sorted, double share)
    {
        var position = (sorted.Length - 1) * share;
        var below = (int)position;
        var exact = sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
        Assert.True(got.Low <= exact && exact <= got.High, $"{share}: {exact} {got}");
        Assert.True(got.High - got.Low <= Math.Abs(exact) / 127, $"{share}: {got}");
    }

    private static RegressionCounters Count((double Predicted, double Actual)[] rows)
    {
        var counters = new RegressionCounters();
        foreach (var (predicted, actual) in rows)
            counters.Add(predicted, actual);
        return counters;
    }
}
