using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Counters.Folding;
using ActorMlOps.Statistics.Tests.Counters.Folding;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class RowFoldTests
{
    private static readonly Gen<int> s_lengths = Gen.OneOf(Gen.Int[1, 24], Gen.Int[25, 200]);

    public static TheoryData<string> Paths => FoldReference.Paths;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Add_AnyLayoutAndBatches_CountsTheWatchedColumns(string path) =>
        Gen.Select(s_lengths, Gen.Int[10, 400], Gen.Int[0, 700].Array[1, 4], Gen.Int[0, 99], Gen.Int, Gen.Bool)
            .Sample((length, bins, batches, unwatched, seed, float32) =>
            {
                var random = new Random(seed);
                var profile = Profile(random, length, bins, float32);
                var offsets = Enumerable.Range(0, length).Select(c => random.Next(100) < unwatched ? -1 : c).ToArray();
                if (unwatched % 3 == 0)
                    random.Shuffle(offsets);
                var window = Window(profile, Enum.Parse<FoldPath>(path));
                var expected = profile.Columns.Select(column => new FoldReference(column.Bins!.Edges)).ToArray();
                var fold = new RowFold(length, offsets);
                foreach (var rows in batches)
                {
                    var batch = Batch(random, rows, length);
                    fold.Add(batch, window.Columns);
                    for (var c = 0; c < length; c++)
                    {
                        if (offsets[c] >= 0)
                            expected[c].Add(Enumerable.Range(0, rows).Select(r => batch[(r * length) + offsets[c]]));
                    }

                    // Reading in between settles what waits; a column read on its own no longer stands where its neighbours do.
                    Assert.Null(expected[rows % length].Difference(window.Columns[rows % length]));
                }

                for (var c = 0; c < length; c++)
                    Assert.Null(expected[c].Difference(window.Columns[c]));
            }, iter: 60);

    /// <summary>More equal values, nobody reading meanwhile, than the counters of a block hold; with rows that do not fill the last one.</summary>
    [Theory]
    [MemberData(nameof(Paths))]
    public void Add_OneValueManyTimes_CountsBeyondTheNarrowCounters(string path)
    {
        var window = Window(Profile(new(5), 4, 100, true), Enum.Parse<FoldPath>(path));
        var fold = new RowFold(4, 0, 1, 2, 3);
        float[] rows = [.. Enumerable.Repeat(0.25f, 4 * 1021)];
        for (var i = 0; i < 200; i++)
            fold.Add(rows, window.Columns);
        Assert.All(window.Columns, c => Assert.Equal(200L * 1021, c.Counts.ToArray().Max()));
    }

    [Fact]
    public void Add_RowByRow_IsTheSameToTheBit()
    {
        var random = new Random(3);
        var profile = Profile(random, 7, 100, true);
        var fold = new RowFold(7, 0, 1, 2, 3, 4, 5, 6);
        WindowCounters whole = new(profile), single = new(profile);
        var batch = Batch(random, 1000, 7);
        fold.Add(batch, whole.Columns);
        for (var r = 0; r < 1000; r++)
            fold.Add(batch.AsSpan(r * 7, 7), single.Columns);
        Assert.Equal(whole.Encode(), single.Encode());
    }

    [Fact]
    public void Add_WarmWindow_AllocatesNothing()
    {
        var random = new Random(5);
        var fold = new RowFold(20, [.. Enumerable.Range(0, 20)]);
        var window = new WindowCounters(Profile(random, 20, 1000, true));
        var batch = Batch(random, 256, 20);
        fold.Add(batch, window.Columns);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            fold.Add(batch.AsSpan(0, (i + 1) * 100), window.Columns);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Add_AnyPath_GivesTheSameCounts()
    {
        var random = new Random(9);
        var profile = Profile(random, 8, 1000, true);
        var batch = Batch(random, 5000, 8);
        var fold = new RowFold(8, [.. Enumerable.Range(0, 8)]);
        var windows = Enum.GetValues<FoldPath>().Where(FoldKernel.IsSupported).Select(path => Window(profile, path)).ToArray();
        foreach (var window in windows)
        {
            fold.Add(batch, window.Columns);
            for (var c = 0; c < 8; c++)
                CountersAssert.SameCounts(windows[0].Columns[c], window.Columns[c]);
        }
    }

    [Fact]
    public void Clear_AfterStagedRows_ForgetsThem()
    {
        var profile = Profile(new Random(1), 4, 10, true);
        var window = new WindowCounters(profile);
        var fold = new RowFold(4, 0, 1, 2, 3);
        fold.Add(Batch(new Random(2), 300, 4), window.Columns);
        window.Clear();
        Assert.Equal(new WindowCounters(profile).Encode(), window.Encode());
        fold.Add([1, 2, 3, 4], window.Columns);
        Assert.All(window.Columns, column => Assert.Equal(1, column.Rows));
    }

    [Fact]
    public void Add_WhatDoesNotFit_ThrowsAndCountsNothing()
    {
        var profile = new ReferenceProfile(
            [ColumnProfile.Numeric("x", [1, 2, 3]), ColumnProfile.Categorical("city", ["a", "b", "b"])], 3);
        var window = new WindowCounters(profile);
        Assert.Throws<ArgumentException>(() => new RowFold(2, 0, -1).Add([1f, 2f, 3f], window.Columns));
        Assert.Throws<ArgumentException>(() => new RowFold(1, 0, -1, -1).Add([1f], window.Columns));
        var error = Assert.Throws<ArgumentException>(() => new RowFold(2, 0, 1).Add([1f, 2f], window.Columns));
        Assert.Contains("city", error.Message, StringComparison.Ordinal);
        ColumnCounters[] frozen = [.. profile.Columns.Select(column => column.Reference)];
        Assert.Throws<InvalidOperationException>(() => new RowFold(1, 0, -1).Add([1f], frozen));
        Assert.Equal(0, window.Columns[0].Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowFold(2, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowFold(2, -2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowFold(0));
    }

    private static WindowCounters Window(ReferenceProfile profile, FoldPath path)
    {
        var window = new WindowCounters(profile);
        foreach (var column in window.Columns)
            column.FoldPath = path;
        return window;
    }

    private static ReferenceProfile Profile(Random random, int columns, int bins, bool float32) => new(
        [.. Enumerable.Range(0, columns)
            .Select(c => ColumnProfile.Numeric($"f{c}", Reference(random, c), float32: float32, bins: bins))],
        500);

    private static double[] Reference(Random random, int column) =>
        [.. Enumerable.Range(0, 500).Select(_ => column % 3 == 0 ? random.Next(6) : (random.NextDouble() * 4) - 2)];

    // Ties with the edges, values between them, and now and then no number.
    private static float[] Batch(Random random, int rows, int length) =>
        [.. Enumerable.Range(0, rows * length).Select(_ => random.Next(40) switch
        {
            0 => float.NaN,
            1 => float.PositiveInfinity,
            2 => float.NegativeInfinity,
            < 20 => random.Next(8) - 1,
            _ => (float)((random.NextDouble() * 5) - 2.5),
        })];
}
