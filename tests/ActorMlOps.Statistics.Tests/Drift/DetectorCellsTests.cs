using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

public sealed class DetectorCellsTests
{
    [Fact]
    public void Of_Numbers_AreTenthsOfTheReferenceAndACellForNoValue()
    {
        var profile = ColumnProfile.Numeric("x", [.. Enumerable.Range(0, 5_000).Select(i => (double)i)]);
        var cells = DetectorCells.Of(profile);
        Assert.Equal(11, cells.Count);
        Assert.All(cells.Reference.Take(10), rows => Assert.InRange(rows, 450, 550));
        var now = new ColumnCounters(profile);
        foreach (var value in (double[])[-1, 100, 9_999, double.NaN, double.PositiveInfinity])
            now.Add(value);
        now.AddMissing();
        var counts = new long[cells.Count];
        cells.Add(now, counts);
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3], counts);
    }

    [Fact]
    public void Of_AConstant_AreBelowItAboveAndNoValue()
    {
        var profile = ColumnProfile.Numeric("x", [.. Enumerable.Repeat(0.5, 1_000)]);
        var cells = DetectorCells.Of(profile);
        Assert.Equal([0, 1_000, 0, 0], cells.Reference);
    }

    [Fact]
    public void Of_Categories_AreTheMostFrequentTheOthersUnseenAndNoValue()
    {
        var profile = ColumnProfile.Categorical("x", [.. Enumerable.Range(1, 12).SelectMany(c => Enumerable.Repeat<string?>($"c{c}", c * 10)), null]);
        var cells = DetectorCells.Of(profile);
        Assert.Equal([120, 110, 100, 90, 80, 70, 60, 50, 40, 60, 0, 1], cells.Reference);
        var now = new ColumnCounters(profile);
        now.AddCategory("c12");
        now.AddCategory("c1", 2);
        now.AddCategory("new", 3);
        now.AddMissing(4);
        var counts = new long[cells.Count];
        cells.Add(now, counts);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 4], counts);
    }

    [Fact]
    public void Add_OtherCellsOrAnotherProfile_IsRefused()
    {
        var profile = ColumnProfile.Numeric("x", [.. Enumerable.Range(0, 100).Select(i => (double)i)]);
        var cells = DetectorCells.Of(profile);
        Assert.Throws<ArgumentException>(() => cells.Add(profile.Reference, new long[2]));
        var other = ColumnProfile.Categorical("y", ["a"]);
        Assert.Throws<ArgumentException>(() => cells.Add(other.Reference, new long[cells.Count]));
    }

    [Fact]
    public void Of_AnyColumn_HasEveryRowOnceInFewCells() => Gen.Select(Gen.Double[-5, 5].Array[0, 400], Gen.Int[1, 6]).Sample((values, round) =>
    {
        var profile = ColumnProfile.Numeric("x", [.. values.Select(v => Math.Round(v, round))]);
        var cells = DetectorCells.Of(profile);
        Assert.Equal(values.Length, cells.Reference.Sum());
        Assert.InRange(cells.Count, 2, 33);
    });
}
