using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class HopRingTests
{
    private static readonly ReferenceProfile s_profile = new(
        [
            ColumnProfile.Numeric("n", [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i) * 100)], bins: 20),
            ColumnProfile.Float32("f", [.. Enumerable.Range(0, 200).Select(i => MathF.Cos(i) * 100)], bins: 20),
            ColumnProfile.Categorical("c", [.. Enumerable.Range(0, 200).Select(i => i % 3 == 0 ? "a" : "b")]),
        ],
        200);

    // One pane in a hundred is huge, which a variance that were subtracted would never forget.
    private static readonly Gen<(double Number, string? Category)[]> s_rows = Gen.Select(
        Gen.Frequency((30, Gen.Double[-1e2, 1e2]), (2, Pick.From(double.NaN, double.PositiveInfinity)), (1, Pick.From(1e9, -1e9))),
        Pick.From<string?>("a", "b", "new", "newer", null)).Array[0, 30];

    // Steps to the next pane's hop: mostly on, sometimes far, sometimes back.
    private static readonly Gen<int> s_steps = Gen.Frequency((6, Gen.Int[0, 2]), (1, Gen.Int[3, 30]), (2, Gen.Int[-8, -1]));

    [Fact]
    public void Window_AnyPanes_IsTheRecomputationFromTheRows() =>
        Gen.Select(Gen.Select(s_steps, s_rows).Array[1, 40], Gen.Int[1, 12], Gen.Int[0, 3]).Sample((panes, length, reads) =>
        {
            var ring = new HopRing(s_profile, length);
            var all = new List<(long Hop, (double, string?)[] Rows)>();
            long hop = 100;
            foreach (var (step, rows) in panes)
            {
                hop += step;
                var newest = Math.Max(hop, ring.Newest ?? hop);
                Assert.Equal(hop > newest - length, ring.Add(hop, Count(rows)));
                all.Add((hop, rows));
                if (reads > 0)
                    Same(Live(all, newest, length), ring.Window);
                if (reads == 2)
                    ring.Advance(newest + 1);
                hop = Math.Max(hop, newest - 3);
            }

            Same(Live(all, ring.Newest!.Value, length), ring.Window);
            ring.Advance(ring.Newest.Value + length);
            Same(Count([]), ring.Window);
        }, iter: 300);

    [Fact]
    public void Window_ExpiredOutlier_LeavesNoTraceInTheMoments()
    {
        var ring = new HopRing(s_profile, 3);
        ring.Add(0, Count([(1e9, "a")]));
        for (var hop = 1; hop <= 3; hop++)
            ring.Add(hop, Count([(1, "a"), (2, "b")]));
        Assert.Equal(0.3, ring.Window.Columns[0].Moments.Variance!.Value, 1e-12);
        Assert.Equal(2, ring.Window.Columns[0].Moments.Maximum);
    }

    [Fact]
    public void Window_UnseenNames_AreThoseOfTheLiveHops()
    {
        var ring = new HopRing(s_profile, 2);
        ring.Add(0, Count([(1, "old"), (1, "old")]));
        ring.Add(1, Count([(1, "kept")]));
        ring.Add(2, Count([(1, "new"), (1, "new")]));
        Assert.Equal(["new", "kept"], ring.Window.Columns[2].UnseenNames.Select(name => name.Name));
        Assert.Equal(3, ring.Window.Columns[2].Unseen);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(60)]
    [InlineData(600)]
    public void Add_ManyHops_MergesAFewTimesAHop(int length)
    {
        const int Hops = 2000;
        var ring = new HopRing(s_profile, length);
        var pane = Count([(1, "a")]);
        for (var hop = 0; hop < Hops; hop++)
            ring.Add(hop, pane);
        Assert.InRange(ring.Merges, Hops, 3 * Hops);
    }

    [Fact]
    public void Add_PaneOfAnotherProfile_Throws()
    {
        var other = new ReferenceProfile([ColumnProfile.Numeric("n", [1, 2, 3])], 3);
        Assert.Throws<ArgumentException>(() => new HopRing(s_profile, 2).Add(0, new WindowCounters(other)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HopRing(s_profile, 0));
    }

    private static WindowCounters Live(List<(long Hop, (double, string?)[] Rows)> all, long newest, int length)
    {
        // A pane counts if its hop was live when it came; hops only ever expire, so it is enough that it is live now.
        return Count([.. all.Where(pane => pane.Hop > newest - length).SelectMany(pane => pane.Rows)]);
    }

    private static WindowCounters Count((double Number, string? Category)[] rows)
    {
        var window = new WindowCounters(s_profile);
        window.Columns[0].AddColumn(Array.ConvertAll(rows, row => row.Number));
        window.Columns[1].AddColumn(Array.ConvertAll(rows, row => (float)row.Number));
        foreach (var (_, category) in rows)
            window.Columns[2].AddCategory(category);
        window.AddRows(rows.Length);
        return window;
    }

    private static void Same(WindowCounters expected, WindowCounters actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        for (var i = 0; i < expected.Columns.Count; i++)
        {
            CountersAssert.SameCounts(expected.Columns[i], actual.Columns[i]);
            CountersAssert.CloseMoments(expected.Columns[i].Moments, actual.Columns[i].Moments);
            // Two names, far below the capacity: exact.
            Assert.Equal(expected.Columns[i].UnseenNames, actual.Columns[i].UnseenNames);
        }
    }
}
