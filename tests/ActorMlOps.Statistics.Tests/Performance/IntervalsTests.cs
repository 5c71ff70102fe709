using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class IntervalsTests(ITestOutputHelper output)
{
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_PublishedExamples_AreReproduced(long successes, long trials, double low, double high)
    {
        var interval = Intervals.Wilson(successes, trials);
        Assert.Equal((low, high), (Math.Round(interval.Low!.Value, 4), Math.Round(interval.High!.Value, 4)));
    }

    [Fact]
    public void Wilson_AnyCounts_HoldsTheShareAndStaysInside() =>
        Gen.Select(Gen.Long[0, 1L << 50], Gen.Long[0, 1L << 50], Gen.Double[0.001, 0.999]).Sample((a, b, level) =>
        {
            var interval = Intervals.Wilson(Math.Min(a, b), Math.Max(a, b), level);
            double?[] ascending = [0, interval.Low, interval.Value, interval.High, 1];
            Assert.True(Math.Max(a, b) == 0 || ascending.Order().SequenceEqual(ascending), $"{interval}");
            Defined.Check(interval);
        });

    [Fact]
    public void Auc_SimulatedSamples_IsCoveredAboutAsOftenAsPromised()
    {
        // Means one deviation apart: the true area is Phi(1 / sqrt 2).
        const double Truth = 0.76024993890652;
        var generator = new SampleGenerator(11);
        var covered = 0;
        const int Runs = 1000;
        for (var run = 0; run < Runs; run++)
        {
            var rows = new BinaryCounters();
            for (var i = 0; i < 80; i++)
                rows.Add(Normal(generator) + (i % 2), true, i % 2 == 1);
            var interval = BinaryIntervals.Of(rows).Auc;
            Assert.Equal(IntervalMethods.DeLong, interval.Method);
            covered += interval.Low <= Truth && Truth <= interval.High ? 1 : 0;
        }

        output.WriteLine($"AUC, 40 + 40 rows: {covered} of {Runs} intervals at 95 % cover");
        Assert.InRange(covered, 930, 975);
    }

    [Fact]
    public void Auc_PerfectOrder_HasAnIntervalBelowOne()
    {
        var rows = new BinaryCounters();
        for (var i = 0; i < 20; i++)
            rows.Add(i / 20.0, i >= 10, i >= 10);
        var interval = BinaryIntervals.Of(rows).Auc;
        Assert.Equal((1.0, 1.0, IntervalMethods.HanleyMcNeil), (interval.Value, interval.High, interval.Method));
        Assert.InRange(interval.Low!.Value, 0.7, 0.95);
        Assert.Equal(MetricReasons.OneClass, BinaryIntervals.Of(Only(true)).Auc.Reason);
        Assert.Equal(MetricReasons.NoRows, BinaryIntervals.Of(new BinaryCounters()).Auc.Reason);
    }

    [Fact]
    public void F1_IntervalHoldsTheMetric()
    {
        var rows = new BinaryCounters();
        for (var i = 0; i < 100; i++)
            rows.Add(i / 100.0, i >= 40, i % 3 == 0 || i > 70);
        var interval = BinaryIntervals.Of(rows).F1;
        Golden.Close("F1", rows.Metrics().F1.Value, interval.Value);
        Assert.True(interval.Low < interval.Value && interval.Value < interval.High);
        Assert.Throws<ArgumentOutOfRangeException>(() => BinaryIntervals.Of(rows, 1));
    }

    private static BinaryCounters Only(bool actual)
    {
        var rows = new BinaryCounters();
        rows.Add(0.5, true, actual);
        return rows;
    }

    private static double Normal(SampleGenerator generator) =>
        Math.Sqrt(-2 * Math.Log(1 - generator.Uniform())) * Math.Cos(2 * Math.PI * generator.Uniform());
}
