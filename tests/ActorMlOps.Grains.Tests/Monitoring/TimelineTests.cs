using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Monitoring;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class TimelineTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Panes in the order of their rows: rows, and how long before now.</summary>
    private static readonly Gen<(int Rows, int Age)[]> Panes =
        Gen.Select(Gen.Int[0, 700], Gen.Int[0, 9 * 86_400]).Array[1, 60].Select(p => p.OrderByDescending(x => x.Item2).ToArray());

    [Fact]
    public void Append_AnyPanes_KeepsRowsAndValues() => Panes.Sample(panes =>
    {
        var cells = Cells(panes);
        Assert.Equal(panes.Sum(p => (long)p.Rows), cells.Sum(c => c.Rows));
        Assert.Equal(panes.Sum(p => (long)p.Rows), cells.Sum(c => c.Value));
        Assert.All(cells, c => Assert.Equal(c.Rows, c.Value));
    });

    [Fact]
    public void Add_InAnyOrder_KeepsTheSumOfEveryCoarseWindow() => Gen.Select(Panes, Gen.OneOf(Gen.Const(10), Gen.Const(300), Gen.Const(3600)), Gen.Bool, Gen.Int[0, 1000]).Sample((panes, width, byBlock, seed) =>
    {
        var cells = Cells(panes);
        var order = cells.OrderBy(c => HashCode.Combine(c.FirstRow, c.Hop, seed)).ToList();
        var coarse = new List<WindowCell<long>>();
        foreach (var cell in order)
            Timeline.Add(coarse, cell, width, byBlock, (a, b) => a + b);
        Assert.True(coarse.Count <= cells.Count);
        Assert.Equal(ByHour(cells), ByHour(coarse));
        Assert.All(coarse, c => Assert.Equal((c.Rows, width, 0L), (c.Value, c.HopSeconds, c.Hop % width)));
        // Where blocks don't count there is one cell a hop.
        Assert.True(byBlock || coarse.Select(c => c.Hop).Distinct().Count() == coarse.Count);
    });

    [Fact]
    public void Add_AmongTheNewestRows_KeepsBlocksApart()
    {
        var cells = Cells([.. Enumerable.Range(0, 200).Select(i => (Rows: 50, Age: (2 * 86_400) - (i * 10)))]);
        var coarse = new List<WindowCell<long>>();
        foreach (var cell in cells)
            Timeline.Add(coarse, cell, WindowGrid.CoarseSeconds, byBlock: true, (a, b) => a + b);
        Assert.InRange(coarse.Count, 20, 22);
        Assert.Equal(10_000, coarse.Sum(c => c.Rows));
        Assert.All(coarse, c => Assert.Equal(c.FirstRow / WindowGrid.BlockRows, (c.FirstRow + c.Rows - 1) / WindowGrid.BlockRows));
    }

    [Fact]
    public void Overlaps_WindowsOnTheGrid_PartitionTheRows() => Panes.Sample(panes =>
    {
        var cells = Cells([.. panes.SelectMany(p => Blocks(p.Rows).Select(r => (r, p.Age)))]);
        var total = panes.Sum(p => (long)p.Rows);
        for (var first = 0L; first < total; first += WindowGrid.BlockRows)
        {
            var rows = Math.Min(WindowGrid.BlockRows, total - first);
            Assert.True(cells.Where(c => Timeline.Overlaps(c, WindowRange.Count(first, rows))).Sum(c => c.Rows) >= rows);
        }
        var from = DateTimeOffset.FromUnixTimeSeconds(cells.Min(c => c.Hop));
        var middle = from + TimeSpan.FromSeconds(10 * (panes.Length / 2));
        var to = cells.Max(Timeline.End);
        Assert.Equal(total, Sum(WindowRange.Time(from, middle)) + Sum(WindowRange.Time(middle, to)));

        long Sum(WindowRange range) => cells.Where(c => Timeline.Overlaps(c, range)).Sum(c => c.Rows);
    });

    [Fact]
    public void Overlaps_EmptyRangeOfRows_HoldsNothing()
    {
        var cell = new WindowCell<long>(0, 10, 0, 500, 500);
        Assert.False(Timeline.Overlaps(cell, WindowRange.Count(250, 0)));
        Assert.True(Timeline.Overlaps(cell, WindowRange.Count(250, 1)));
    }

    [Fact]
    public void Describe_NoCells_SaysThatThereIsNothing()
    {
        var none = Timeline.Describe(Array.Empty<WindowCell<long>>());
        Assert.Equal((null, null, 0L, null), (none.From, none.To, none.Rows, none.FirstRow));
    }

    private static IEnumerable<int> Blocks(int rows)
    {
        for (; rows > WindowGrid.BlockRows; rows -= WindowGrid.BlockRows)
            yield return WindowGrid.BlockRows;
        yield return rows;
    }

    private static List<WindowCell<long>> Cells((int Rows, int Age)[] panes)
    {
        var cells = new List<WindowCell<long>>();
        var row = 0L;
        foreach (var (rows, age) in panes)
        {
            Timeline.Append(cells, new(WindowGrid.HopOf(Now - TimeSpan.FromSeconds(age)), WindowGrid.HopSeconds, row, rows, rows), (a, b) => a + b);
            row += rows;
        }
        return cells;
    }

    private static SortedDictionary<long, long> ByHour(IEnumerable<WindowCell<long>> cells)
    {
        var hours = new SortedDictionary<long, long>();
        foreach (var cell in cells.Where(c => c.Rows > 0))
            hours[cell.Hop - (cell.Hop % 3600)] = hours.GetValueOrDefault(cell.Hop - (cell.Hop % 3600)) + cell.Value;
        return hours;
    }
}
