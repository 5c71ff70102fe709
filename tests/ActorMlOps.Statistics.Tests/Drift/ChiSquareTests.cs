using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class ChiSquareTests(ITestOutputHelper output)
{
    [Fact]
    public void ChiSquare_EveryGoldenCase_Matches()
    {
        var cases = Golden.Cases("categorical.json");
        foreach (var golden in cases)
        {
            var expected = golden.GetProperty("expected").GetProperty("chi2_homogeneity");
            var result = ChiSquare.Test(golden.GetProperty("reference_counts").Counts(), golden.GetProperty("current_counts").Counts());
            Golden.Close(golden.Name(), expected.Number("statistic"), result.Value);
            Golden.Close(golden.Name() + " p", expected.Number("p"), result.PValue, floor: 1e-300);
            Assert.Equal(expected.GetProperty("df").GetInt32(), result.DegreesOfFreedom);
        }

        output.WriteLine($"chi2: {cases.Count} cases");
        Assert.Equal(15, cases.Count);
    }

    [Fact]
    public void ChiSquare_UnseenAndMissing_AreCells()
    {
        var profile = ColumnProfile.Categorical("c", ["a", "a", "b", null]);
        var window = new ColumnCounters(profile);
        foreach (var value in (string?[])["a", "z", "y", null])
            window.AddCategory(value);
        Assert.Equal(ChiSquare.Test([2, 1, 0, 1], [1, 0, 2, 1]), ChiSquare.Test(profile, window));
    }

    [Fact]
    public void ChiSquare_EmptyOrWrongColumn_SaysWhy()
    {
        Assert.Equal(DriftReasons.EmptyReference, ChiSquare.Test([0, 0], [1, 2]).Reason);
        Assert.Equal(DriftReasons.EmptyCurrent, ChiSquare.Test([1, 2], [0, 0]).Reason);
        var numeric = ColumnProfile.Numeric("n", [1, 2, 3]);
        Assert.Equal(DriftReasons.NotApplicable, ChiSquare.Test(numeric, numeric.Reference).Reason);
        Assert.Throws<ArgumentException>(() => ChiSquare.Test([1L], [1L, 2L]));
    }
}
