using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Confidence;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance.Confidence;

public sealed class MetricTableTests
{
    [Fact]
    public void Of_AnyBinaryRows_IsDefinedOrSaysWhy()
    {
        double[] hostile = [0, 1, 0.5, double.NaN, double.PositiveInfinity, -1, double.Epsilon];
        Gen.Select(Gen.OneOf(Gen.Double[0, 1], Pick.From(hostile)), Gen.Bool, Gen.Bool).Array[0, 30].Sample(rows =>
        {
            var counters = new BinaryCounters();
            foreach (var (score, predicted, actual) in rows)
                counters.Add(score, predicted, actual);
            Sound(MetricTable.Of(counters));
        }, iter: 1000);
    }

    [Fact]
    public void Of_AnyClasses_IsDefinedOrSaysWhy() =>
        Gen.Select(Pick.From("a", "b", "c"), Pick.From("a", "b", "c")).Array[0, 20].Sample(rows =>
        {
            var counters = new MulticlassCounters();
            foreach (var (predicted, actual) in rows)
                counters.Add(predicted, actual);
            Sound(MetricTable.Of(counters));
        }, iter: 1000);

    [Fact]
    public void Of_AnyValues_IsDefinedOrSaysWhy()
    {
        var values = Gen.OneOf(Gen.Double[-5, 5], Pick.From(0.0, 1.0, 1e150, 1e-300, -1e100, double.NaN));
        Gen.Select(values, values).Array[0, 30].Sample(rows =>
        {
            var parts = Enumerable.Range(0, 4).Select(_ => new RegressionCounters()).ToArray();
            var all = new RegressionCounters();
            for (var i = 0; i < rows.Length; i++)
                parts[i % 4].Add(rows[i].Item1, rows[i].Item2);
            foreach (var part in parts)
                all.Merge(part);
            Sound(MetricTable.Of(all, parts));
        }, iter: 1000);
    }

    [Fact]
    public void Of_BinnedScores_KeepsTheBoundsInsideTheInterval()
    {
        var generator = new SampleGenerator(5);
        var counters = new BinaryCounters();
        for (var i = 0; i < 10_000; i++)
        {
            var score = generator.Uniform() / 100;
            counters.Add(score, score > 0.005, generator.Uniform() < 0.2 + (50 * score));
        }

        var bounds = counters.Metrics().Auc;
        var auc = MetricTable.Of(counters).Single(m => m.Name == "auc");
        Assert.False(counters.ScoresExact);
        Assert.True(bounds.Low < bounds.Value && auc.Low < bounds.Low && bounds.High < auc.High, $"{bounds} {auc}");
        Assert.Equal(MetricReasons.BinnedScores, auc.Reason);
        Assert.True(MetricTable.Of(counters).Single(m => m.Name == "logLoss").Low > 0);
    }

    [Fact]
    public void Of_SumsOfBeforeThereWereSquares_HaveNoIntervalOfTheLoss()
    {
        var counters = new BinaryCounters();
        for (var i = 0; i < 9_000; i++)
            counters.Add(i % 100 / 100.0, i % 2 == 0, i % 3 == 0);
        var now = MetricTable.Of(counters).Single(m => m.Name == "logLoss");
        // The older form: no squares (two sums of 16 bytes behind the two losses), and a form byte that says so.
        var bytes = counters.Encode().ToList();
        var form = bytes.IndexOf(3, 5 + 7);
        bytes[form] = 2;
        var sums = bytes.Count - (10 * (16 + 2 + 2)) - 32;
        bytes.RemoveRange(sums, 32);
        var old = MetricTable.Of(BinaryCounters.Decode([.. bytes])).Single(m => m.Name == "logLoss");
        Assert.Equal((now.Value, null, MetricReasons.MomentsNotKept), (old.Value, old.Low, old.Reason));
        Assert.NotNull(now.Low);
    }

    [Fact]
    public void Difference_AgainstTwoProportions_IsNewcombesInterval()
    {
        // Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10: 56/70 - 48/80.
        var difference = MetricDifference.Of(Share(56, 70), Share(48, 80))!;
        Assert.Equal((0.2, 0.0524, 0.3339), (Math.Round(difference.Value!.Value, 4), Math.Round(difference.Low!.Value, 4), Math.Round(difference.High!.Value, 4)));
        Assert.InRange(difference.PValue!.Value, 0.001, 0.05);
        Assert.Null(MetricDifference.Of(Share(1, 2), new("accuracy", null, null, null, null, MetricReasons.NoRows)));
        Assert.Equal(1, MetricDifference.Of(Share(5, 9), Share(5, 9))!.PValue);
    }

    [Fact]
    public void Trend_Line_HasItsSlopeAndNoneWhereNothingMoves()
    {
        var falling = MetricTrend.Of(Enumerable.Range(0, 6).Select(i => (i / 2.0, Share(900 - (20 * i), 1000))));
        Assert.Equal(-0.04, falling.Slope!.Value, 0.002);
        Assert.True(falling.High < 0 && falling.PValue < 1e-6, $"{falling}");
        Assert.Equal((null, 2), (MetricTrend.Of([(0, Share(1, 2)), (1, Share(1, 2))]).Slope, MetricTrend.Of([(0, Share(1, 2)), (1, Share(1, 2))]).Buckets));

        var generator = new SampleGenerator(8);
        var alarms = 0;
        for (var run = 0; run < 2000; run++)
        {
            var still = MetricTrend.Of(Enumerable.Range(0, 8).Select(i => ((double)i, Share(Enumerable.Range(0, 200).Count(_ => generator.Uniform() < 0.8), 200))));
            alarms += still.PValue < 0.05 ? 1 : 0;
            Assert.Equal(still.PValue < 0.05, still.Low > 0 || still.High < 0);
        }

        Assert.InRange(alarms, 20, 110);
    }

    private static MetricEstimate Share(long right, long rows)
    {
        var counters = new BinaryCounters();
        for (var i = 0; i < rows; i++)
            counters.Add(0.5, true, i < right);
        return MetricTable.Of(counters)[0];
    }

    private static void Sound(IReadOnlyList<MetricEstimate> metrics)
    {
        Assert.Equal(metrics.Count, metrics.Select(m => m.Name).Distinct().Count());
        foreach (var metric in metrics)
        {
            Defined.Check(metric);
            Assert.True(metric.Low is null == metric.High is null && (metric.Low is not null || metric.Reason is not null), $"{metric}");
            Assert.True(metric.Low is null || (metric.Low <= metric.Value && metric.Value <= metric.High), $"{metric}");
        }
    }
}
