using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Slices;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Performance.Slices;

public sealed class SliceSearchTests
{
    [Fact]
    public void Accuracy_OneBadSlice_ComesFirstAndSmallOnesAreNotListed()
    {
        var found = SliceSearch.Accuracy([("sex", "f", 400, 500), ("sex", "m", 450, 500), ("age", "old", 20, 29), ("age", "young", 830, 971)], 850, 1000);
        // The slice of 29 rows is too small, and so is the rest of its counterpart.
        Assert.Equal(["f", "m"], found.Select(s => s.Value));
        var worst = found[0];
        Assert.Equal(("sex", 500L, "accuracy", 0.8, 0.9, true), (worst.Column, worst.Rows, worst.Metric, worst.SliceValue, worst.Rest, worst.Worse));
        // statsmodels: proportions_ztest([400, 450], [500, 500]).
        Golden.Close("p", 9.42e-06, worst.PValue!.Value, 1e-2);
        Golden.Close("Holm of two", 2 * worst.PValue!.Value, worst.AdjustedPValue);
        Assert.True(worst.Low < worst.Difference && worst.Difference < worst.High && worst.High < 0);
        Assert.False(found[1].Worse);
    }

    [Fact]
    public void Accuracy_NothingWorse_IsSeldomSaidToBe()
    {
        var generator = new SampleGenerator(9);
        var runs = 0;
        for (var run = 0; run < 1000; run++)
        {
            var slices = Enumerable.Range(0, 12).Select(v => ("c", $"{v}", (long)Enumerable.Range(0, 60).Count(_ => generator.Uniform() < 0.85), 60L)).ToArray();
            runs += SliceSearch.Accuracy(slices, slices.Sum(s => s.Item3), 720).Any(s => s.Worse) ? 1 : 0;
        }

        Assert.InRange(runs, 1, 50);
    }

    [Fact]
    public void Accuracy_AllRight_SaysWhyNothingIsTested()
    {
        var slice = SliceSearch.Accuracy([("c", "x", 40, 40)], 100, 100).Single();
        Assert.Equal((null, null, false), (slice.PValue, slice.AdjustedPValue, slice.Worse));
        Assert.Equal("constant", slice.Reason);
        Assert.Empty(SliceSearch.Accuracy([], 0, 0));
    }

    [Fact]
    public void Accuracy_FewErrors_AreTestedExactly()
    {
        var slice = SliceSearch.Accuracy([("c", "x", 32, 36)], 1030, 1036).Single();
        // scipy.stats.fisher_exact([[32, 4], [998, 2]])
        Assert.InRange(slice.PValue!.Value, 1e-6, 1e-4);
        Assert.True(slice.Worse);
    }

    [Fact]
    public void Error_OneBadSlice_IsWelchsTestOfItsRowsAgainstTheOthers()
    {
        var generator = new SampleGenerator(10);
        RegressionCounters slice = new(), all = new(), rest = new();
        List<double> ofSlice = [], ofRest = [];
        for (var i = 0; i < 300; i++)
        {
            var bad = i % 3 == 0;
            var (predicted, actual) = (generator.Uniform() * (bad ? 2 : 1), 0.25);
            (bad ? ofSlice : ofRest).Add(Math.Abs(predicted - actual));
            (bad ? slice : rest).Add(predicted, actual);
            all.Add(predicted, actual);
        }

        var found = SliceSearch.Error([("c", "x", slice), ("c", "y", rest)], all);
        var welch = Statistics.Drift.WelchT.TestSamples([.. ofSlice], [.. ofRest]);
        Assert.Equal(["x", "y"], found.Select(s => s.Value));
        Golden.Close("p", welch.PValue!.Value, found[0].PValue, 1e-9);
        Golden.Close("mean", ofSlice.Average(), found[0].SliceValue, 1e-12);
        Golden.Close("rest", ofRest.Average(), found[0].Rest, 1e-12);
        Assert.True(found[0].Worse && found[0].Low > 0 && !found[1].Worse);
        Assert.Equal("mae", found[0].Metric);
    }
}
