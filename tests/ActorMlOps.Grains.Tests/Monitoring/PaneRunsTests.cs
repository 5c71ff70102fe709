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
    public void Prune_RowsBeyondTheWindowsByCount_Go()
    {
        PaneRun[] runs = [new(1, 1, 1, 0), new(1, 2, 2, 9_999_999)];
        Assert.Equal([runs[1]], PaneRuns.Prune(runs, 10_000_000));
    }
}
