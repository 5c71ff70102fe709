using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Monitoring;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class PaneRunsTests
{
    [Fact]
    public void Find_AnyRowOfAnyPane_IsInItsBlockAndExactWherePanesReachOverBlocks() => Gen.Select(
        Gen.Int[0, 1_500], Gen.UInt[0, 2]).Array[1, 60].Sample(panes =>
    {
        var runs = new List<PaneRun>();
        var sequences = new long[3];
        var (first, places) = (0L, new List<(PanePlace Place, long Row)>());
        foreach (var (rows, sender) in panes)
        {
            var sequence = ++sequences[sender];
            PaneRuns.Append(runs, sender, new(sequence, 0, rows, 0, -1), first);
            for (var r = 0; r < rows; r += 97)
                places.Add((new(sender, sequence, r), first + r));
            first += rows;
        }
        Assert.All(places, p => Assert.Equal(p.Row / WindowGrid.BlockRows, PaneRuns.Find(runs, p.Place) / WindowGrid.BlockRows));
        Assert.Null(PaneRuns.Find(runs, new(0, sequences[0] + 1, 0)));
    });

    [Fact]
    public void Append_ManySmallPanes_TakeAnEntryABlockAndSender()
    {
        var runs = new List<PaneRun>();
        for (var i = 0; i < 5_000; i++)
            PaneRuns.Append(runs, (uint)(i % 2), new((i / 2) + 1, 0, 1, 0, -1), i);
        Assert.Equal(20, runs.Count);
    }

    [Fact]
    public void Prune_AtAnyRate_KeepsTheRowsOfTheWindowsByCountAndFewOthers() => Gen.Select(
        Gen.Int[1, 3_000], Gen.UInt[0, 2]).Array[200, 400].Sample(panes =>
    {
        var runs = new List<PaneRun>();
        var (first, places) = (0L, new List<(PanePlace Place, long Row)>());
        for (var i = 0; i < panes.Length; i++)
        {
            var (rows, sender) = panes[i];
            PaneRuns.Append(runs, sender, new(i, 0, rows, 0, -1), first);
            for (var r = 0; r < rows; r += 97)
                places.Add((new(sender, i, r), first + r));
            first += rows;
        }
        var kept = PaneRuns.Prune(runs, first);
        var from = first - WindowGrid.RowsByCount;
        Assert.All(
            places.Where(p => p.Row >= from),
            p => Assert.Equal(p.Row / WindowGrid.BlockRows, PaneRuns.Find(kept, p.Place) / WindowGrid.BlockRows));
        Assert.All(places.Where(p => p.Row < from - 4_000), p => Assert.Null(PaneRuns.Find(kept, p.Place)));
    }, iter: 50);
}
