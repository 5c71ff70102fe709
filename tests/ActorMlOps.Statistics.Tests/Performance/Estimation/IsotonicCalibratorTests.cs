using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Estimation;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance.Estimation;

public sealed class IsotonicCalibratorTests
{
    private static readonly Gen<(double Score, bool Actual)[]> s_rows =
        Gen.Select(Gen.Int[0, 12].Select(i => i / 12.0), Gen.Bool).Array[1, 40];

    [Fact]
    public void Fit_AnyRows_IsTheLeastSquaresMonotoneFit() =>
        s_rows.Sample(rows =>
        {
            var calibrator = IsotonicCalibrator.Fit(Count(rows));
            var groups = rows.GroupBy(row => row.Score).OrderBy(group => group.Key)
                .Select(group => (group.Key, Rows: (double)group.Count(), Positives: (double)group.Count(row => row.Actual))).ToArray();
            var pools = calibrator.Curve.ToArray();
            Assert.All(pools.Zip(pools.Skip(1)), pair => Assert.True(
                pair.First.Score < pair.Second.Score && pair.First.Probability < pair.Second.Probability));

            // The max-min formula: the largest over starts of the smallest over ends of the mean between.
            var fitted = groups.Select((_, i) => Enumerable.Range(0, i + 1).Max(a => Enumerable.Range(i, groups.Length - i).Min(b =>
                groups[a..(b + 1)].Sum(group => group.Positives) / groups[a..(b + 1)].Sum(group => group.Rows)))).ToArray();
            var expected = groups.Zip(fitted).GroupBy(pair => Math.Round(pair.Second, 12)).OrderBy(pool => pool.Key).ToArray();
            Assert.Equal(expected.Length, pools.Length);
            foreach (var (want, got) in expected.Zip(pools))
            {
                Golden.Close("rate", want.First().Second, got.Probability, 1e-12);
                var score = want.Sum(pair => pair.First.Key * pair.First.Rows) / want.Sum(pair => pair.First.Rows);
                Golden.Close("score", score, got.Score, 1e-12);
            }
        }, iter: 500);

    [Fact]
    public void Fit_AnySplitOfTheRows_IsTheSame() =>
        Gen.Select(s_rows, s_rows).Sample((a, b) => Assert.Equal(
            IsotonicCalibrator.Fit(Count([.. a, .. b])).Curve, IsotonicCalibrator.Fit(Count(b), Count(a)).Curve));

    [Fact]
    public void Calibrate_HostileScores_StayOrderedProbabilities()
    {
        double[] hostile =
        [
            double.NegativeInfinity, double.MinValue, -1, -double.Epsilon, 0, double.Epsilon, 1e-310, 0.5, 1, 1e300,
            double.MaxValue, double.PositiveInfinity,
        ];
        Gen.Select(Gen.Select(Pick.From([.. hostile, double.NaN]), Gen.Bool).Array[0, 30], Gen.Bool).Sample((rows, reverse) =>
        {
            var calibrator = IsotonicCalibrator.Fit(Count(reverse ? [.. rows.Reverse()] : rows));
            Assert.Null(calibrator.Calibrate(double.NaN));
            if (calibrator.Reason is not null)
            {
                Assert.Null(calibrator.Calibrate(0.5));
                return;
            }

            var probabilities = hostile.Select(score => calibrator.Calibrate(score)!.Value).ToArray();
            Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
            Assert.Equal(probabilities.Order(), probabilities);
        }, iter: 500);
    }

    // 1/18 + (1/3 - 1/18) is above 1/3 in doubles, and so far below the next pool every score is at it.
    [Fact]
    public void Calibrate_JustBelowAPoolFarFromTheLast_IsNotAboveIt()
    {
        (double, bool)[] rows =
        [
            .. Enumerable.Range(0, 18).Select(i => (double.NegativeInfinity, i == 0)), .. Enumerable.Range(0, 3).Select(i => (0.5, i == 0)),
        ];
        var calibrator = IsotonicCalibrator.Fit(Count(rows));
        Assert.Equal(1.0 / 3, calibrator.Calibrate(0.5));
        Assert.Equal(1.0 / 3, calibrator.Calibrate(0));
    }

    [Fact]
    public void Fit_NothingOrOneClass_SaysWhy()
    {
        Assert.Equal(MetricReasons.NoRows, IsotonicCalibrator.Fit().Reason);
        Assert.Equal(MetricReasons.NoRows, IsotonicCalibrator.Fit(Count([(double.NaN, true)])).Reason);
        Assert.Equal(MetricReasons.OneClass, IsotonicCalibrator.Fit(Count([(0.3, true), (0.4, true)])).Reason);
    }

    [Fact]
    public void Recalibrate_RecentRows_ReplaceTheReference()
    {
        BinaryCounters reference = Rates(1000, 0.2), recent = Rates(1000, 0.6);
        Golden.Close("before", 0.2, IsotonicCalibrator.Recalibrate(reference, new BinaryCounters()).Calibrate(0.5));
        Golden.Close("half", ((0.5 * 0.2) + 0.6) / 1.5, IsotonicCalibrator.Recalibrate(reference, recent, 2000).Calibrate(0.5));
        Golden.Close("after", 0.6, IsotonicCalibrator.Recalibrate(reference, recent, 1000).Calibrate(0.5));
    }

    [Fact]
    public void CrossFit_ScoresThatMeanNothing_AreNotImprovedByOverfitting()
    {
        var generator = new SampleGenerator(2);
        BinaryCounters[] parts = [.. Enumerable.Range(0, 5).Select(_ =>
        {
            var part = new BinaryCounters();
            for (var i = 0; i < 200; i++)
                part.Add(generator.Uniform() < 0.5 ? 0.49 : 0.51, true, generator.Uniform() < 0.5);
            return part;
        })];
        Assert.InRange(CrossFit.Of(parts).ErrorAfter.Value!.Value, 0.0, 0.1);
        Defined.Check(CrossFit.Of([new(), new()]));
        Assert.False(CrossFit.Of([new(), new()]).Helps);
        Assert.Throws<ArgumentException>(() => CrossFit.Of([new()]));

        // Scores twice as sure as they should be.
        BinaryCounters[] sure = [.. Enumerable.Range(0, 5).Select(_ => Overconfident(generator, 1000))];
        var fit = CrossFit.Of(sure);
        Assert.True(fit.Helps && fit.ErrorAfter.Value < fit.ErrorBefore.Value / 3, fit.ToString());
    }

    private static BinaryCounters Overconfident(SampleGenerator generator, int rows)
    {
        var part = new BinaryCounters();
        for (var i = 0; i < rows; i++)
        {
            var score = generator.Uniform();
            part.Add(score, score >= 0.5, generator.Uniform() < 0.25 + (score / 2));
        }

        return part;
    }

    private static BinaryCounters Rates(int rows, double rate) =>
        Count([.. Enumerable.Range(0, rows).Select(i => (0.5, rate * rows > i))]);

    private static BinaryCounters Count((double Score, bool Actual)[] rows)
    {
        var counters = new BinaryCounters();
        foreach (var (score, actual) in rows)
            counters.Add(score, score >= 0.5, actual);
        return counters;
    }
}
