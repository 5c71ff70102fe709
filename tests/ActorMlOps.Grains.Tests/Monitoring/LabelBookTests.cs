using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class LabelBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Hop = Now.ToUnixTimeSeconds();
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    /// <summary>One prediction, what v1 and perhaps its shadow v2 said of it, and the labels that come for it, the last one being right.</summary>
    private static readonly Gen<(bool First, bool Second, bool Shadowed, float Score, string[] Labels)[]> Stories = Gen.Select(
        Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 50].Select(i => i / 50f), Gen.OneOf(Gen.Const("0"), Gen.Const("1")).Array[0, 3]).Array[1, 80];

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public void Apply_AnyOrderDuplicationDelayAndCorrection_EqualsTheBatchRecomputation(TaskKind task) => Gen.Select(
        Stories, Gen.Int[0, 1_000_000].Array[600], Gen.Int[1, 9], Gen.Int[0, 600]).Sample((stories, shuffle, batch, reload) =>
    {
        var (v1, v2) = (Spec("1", task), Spec("2", task));
        var book = Book(v1, v2);
        // Labels of one prediction keep their order, everything else is mixed: each delta has a sender of its own. All may come twice.
        var events = new List<(long Order, Action<LabelBook> Do)>();
        foreach (var (chunk, c) in stories.Select((s, i) => (s, i)).Chunk(batch).Select((c, i) => (c, i)))
        {
            Add(shuffle[c], b => b.Apply(new LedgerDelta(Sender((byte)(c + 1)), 1, "1", [.. chunk.Select(x => Entry(x.i, x.s.First, x.s.Score))])));
        }
        foreach (var (chunk, c) in stories.Select((s, i) => (s, i)).Where(x => x.s.Shadowed).Chunk(batch).Select((c, i) => (c, i)))
            Add(shuffle[100 + c], b => b.Apply(new LedgerDelta(Sender((byte)(c + 101)), 1, "2", [.. chunk.Select(x => Entry(x.i, x.s.Second, x.s.Score))])));
        for (var i = 0; i < stories.Length; i++)
        {
            var order = (long)shuffle[200 + i];
            foreach (var label in stories[i].Labels)
            {
                var id = (UInt128)(uint)i;
                events.Add((order, b => b.Apply(new LabelLine(id, label), Hop)));
                if (order % 3 == 0)
                    events.Add((order, b => b.Apply(new LabelLine(id, label), Hop)));
                order += shuffle[(300 + i) % 600];
            }
        }
        var sorted = events.OrderBy(e => e.Order).Select(e => e.Do).ToList();
        for (var e = 0; e < sorted.Count; e++)
        {
            sorted[e](book);
            if (e == reload)
                book = Reloaded(book, v1, v2);
        }
        CompareWithBatch(stories, book, v1, v2);
        CompareWithBatch(stories, Reloaded(book, v1, v2), v1, v2);

        void Add(int order, Action<LabelBook> apply)
        {
            events.Add((order, apply));
            if (order % 4 == 0)
                events.Add((order + 1, apply));
        }
    }, iter: 300);

    [Fact]
    public void Apply_LabelBeforeItsPrediction_WaitsAndThenCounts()
    {
        var book = Book(Spec("1", TaskKind.Binary));
        Assert.Equal(LabelVerdict.Pending, book.Apply(new LabelLine(7, "1"), Hop).Verdict);
        Assert.Equal(LabelVerdict.Duplicate, book.Apply(new LabelLine(7, "1"), Hop).Verdict);
        Assert.Equal(1, book.Pending);
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(7, true, 0.9f)]));
        Assert.Equal((0L, 1L), (book.Pending, Rows(book, "1")));
        Assert.Equal(LabelVerdict.Corrected, book.Apply(new LabelLine(7, "0"), Hop).Verdict);
        Assert.Equal(1, Rows(book, "1"));
    }

    [Theory]
    [InlineData("2", "not one of the classes")]
    [InlineData("", "1 to 200 characters")]
    [InlineData(null, "1 to 200 characters")]
    public void Apply_NoLabelOfTheTask_IsRejectedWithTheReason(string? label, string reason)
    {
        var book = Book(Spec("1", TaskKind.Binary));
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(1, true, 0.9f)]));
        var (verdict, why) = book.Apply(new LabelLine(1, label!), Hop);
        Assert.Equal(LabelVerdict.Rejected, verdict);
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Equal(LabelVerdict.Rejected, book.Apply(new LabelLine(1, new string('x', 201)), Hop).Verdict);
        Assert.Equal(LabelVerdict.Accepted, book.Apply(new LabelLine(1, "1"), Hop).Verdict);
    }

    [Fact]
    public void Apply_CorrectionOfALabelThatNeverFitted_EndsItsWait()
    {
        var book = Book(Spec("1", TaskKind.Binary));
        book.Apply(new LabelLine(1, "maybe"), Hop);
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(1, true, 0.9f)]));
        Assert.Equal(1, book.Pending);
        Assert.Equal(LabelVerdict.Corrected, book.Apply(new LabelLine(1, "1"), Hop).Verdict);
        Assert.Equal((0L, 1L), (book.Pending, Rows(book, "1")));
        Assert.Equal(0, Reloaded(book, Spec("1", TaskKind.Binary)).Pending);
    }

    [Fact]
    public void Track_BeyondTheCapacity_ForgetsTheOldestAndSaysSo()
    {
        var book = Book(Spec("1", TaskKind.Binary) with { Labels = LabelRules.Default with { Ledger = 3 } });
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [.. Enumerable.Range(0, 3).Select(i => Entry(i, true, 0.5f))]));
        Assert.Equal(LabelVerdict.Accepted, book.Apply(new LabelLine(0, "1"), Hop).Verdict);
        book.Apply(new LedgerDelta(Sender(1), 2, "1", [.. Enumerable.Range(3, 2).Select(i => Entry(i, true, 0.5f))]));
        Assert.Equal(LabelVerdict.Rejected, book.Apply(new LabelLine(0, "0"), Hop).Verdict);
        Assert.Equal(LabelVerdict.Pending, book.Apply(new LabelLine(1, "0"), Hop).Verdict);
        Assert.Equal(LabelVerdict.Accepted, book.Apply(new LabelLine(2, "0"), Hop).Verdict);
        Assert.Equal(2, Rows(book, "1"));
    }

    [Fact]
    public void Track_IdUsedTwice_NamesTheFirstPrediction()
    {
        var book = Book(Spec("1", TaskKind.Binary));
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(1, true, 0.9f), Entry(1, false, 0.1f)]));
        book.Apply(new LabelLine(1, "1"), Hop);
        var counters = Sum(book, "1", Specs.Binary());
        Assert.Equal((1L, 1L), (counters.Rows, counters.Binary!.TruePositives));
    }

    [Fact]
    public void Expire_OldLabelsAndCells_GoAndTheNewestStay()
    {
        var book = Book(Spec("1", TaskKind.Binary));
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(1, true, 0.9f), Entry(2, true, 0.8f) with { Hop = Hop - (9 * 86_400) }]));
        book.Apply(new LabelLine(1, "1"), Hop);
        book.Apply(new LabelLine(2, "1"), Hop - (40 * 86_400));
        book.Apply(new LabelLine(3, "1"), Hop - (40 * 86_400));
        Assert.Equal((2L, 1L), (Rows(book, "1"), book.Pending));
        book.Expire(Now);
        Assert.Equal((1L, 0L), (Rows(book, "1"), book.Pending));
        // A label for a prediction whose window is gone changes no window that is left.
        Assert.Equal(LabelVerdict.Accepted, book.Apply(new LabelLine(2, "0"), Hop).Verdict);
        Assert.Equal(1, Rows(book, "1"));
    }

    [Fact]
    public void Expire_CorrectionOfAnExpiredPair_LeavesNoNegativeCounts()
    {
        var (v1, v2) = (Spec("1", TaskKind.Binary), Spec("2", TaskKind.Binary));
        var book = Book(v1, v2);
        var old = Entry(1, true, 0.9f) with { Hop = Hop - (9 * 86_400) };
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [old]));
        book.Apply(new LedgerDelta(Sender(2), 1, "2", [old with { Predicted = 0 }]));
        book.Apply(new LabelLine(1, "1"), Hop);
        book.Expire(Now);
        Assert.Equal(LabelVerdict.Corrected, book.Apply(new LabelLine(1, "0"), Hop).Verdict);
        Assert.Empty(book.Cells("1", All));
        Assert.Empty(book.Cells("2", All));
    }

    [Fact]
    public void Expire_DaysOfTraffic_KeepsFewCellsAndLosesNoRow()
    {
        var spec = Spec("1", TaskKind.Binary);
        var book = Book(spec);
        var rows = 7 * 8640;
        for (var i = 0; i < rows; i++)
        {
            // A row every ten seconds of the last seven days, numbered as one of a hundred.
            var entry = Entry(i, i % 2 == 0, 0.5f) with { Hop = Hop - (7 * 86_400) + (i * 10), Row = i * 100L };
            book.Apply(new LedgerDelta(Sender(1), i + 1, "1", [entry]));
            book.Apply(new LabelLine((UInt128)(uint)i, "1"), Hop);
            if (i % 5_000 == 0)
                book.Expire(DateTimeOffset.FromUnixTimeSeconds(entry.Hop));
        }
        book.Expire(Now);
        Assert.Equal(rows, Rows(book, "1"));
        Assert.True(book.CellCount < 1_500, $"{book.CellCount} cells");
        // What was counted in a fine cell is taken from the coarse one.
        for (var i = 0; i < rows; i += 500)
            Assert.Equal(LabelVerdict.Corrected, book.Apply(new LabelLine((UInt128)(uint)i, "0"), Hop).Verdict);
        var counters = Sum(book, "1", spec.Output);
        Assert.Equal((rows, (long)(rows / 500) + 1), (counters.Rows, counters.Binary!.TrueNegatives + counters.Binary.FalsePositives));
        Assert.Equal(rows, Rows(Reloaded(book, spec), "1"));
        // The newest rows are still there by count.
        Assert.Equal(650, book.Cells("1", WindowRange.Count((rows * 100L) - 65_000, 65_000)).Sum(c => c.Cell.Groups[LabelCell.All].Rows), 5.0);
    }

    [Fact]
    public void Count_RowsWithSegments_AddUpToAllOfThem()
    {
        var spec = Spec("1", TaskKind.Binary) with { Segments = ["sex", "race"] };
        var book = Book(spec);
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [.. Enumerable.Range(0, 12).Select(i => Entry(i, true, 0.5f) with { Hop = Hop, Segments = (uint)((i % 3) | ((i % 2) << 8)) })]));
        for (var i = 0; i < 12; i++)
            book.Apply(new LabelLine((UInt128)(uint)i, "1"), Hop);
        var groups = Assert.Single(book.Cells("1", All)).Cell.Groups.ToDictionary(g => g.Key, g => g.Value.Rows);
        Assert.Equal(12, groups[LabelCell.All]);
        Assert.Equal([4, 4, 4], new[] { groups[0], groups[1], groups[2] });
        Assert.Equal([6, 6], new[] { groups[256], groups[257] });
    }

    [Fact]
    public void Load_WithoutAVersionThatWasRetired_KeepsTheOthers()
    {
        var book = Book(Spec("1", TaskKind.Binary), Spec("2", TaskKind.Binary));
        book.Apply(new LedgerDelta(Sender(1), 1, "1", [Entry(1, true, 0.9f)]));
        book.Apply(new LedgerDelta(Sender(2), 1, "2", [Entry(1, true, 0.9f)]));
        book.Apply(new LabelLine(1, "1"), Hop);
        var loaded = Reloaded(book, Spec("1", TaskKind.Binary));
        Assert.Equal((1L, 0L), (Rows(loaded, "1"), loaded.Cells("2", All).Count()));
        Assert.Equal(LabelVerdict.Corrected, loaded.Apply(new LabelLine(1, "0"), Hop).Verdict);
    }

    private static void CompareWithBatch((bool First, bool Second, bool Shadowed, float Score, string[] Labels)[] stories, LabelBook book, VersionSpec v1, VersionSpec v2)
    {
        var (first, second, paired) = (new TaskCounters(v1.Output), new TaskCounters(v2.Output), PairedOutcomes.None);
        for (var i = 0; i < stories.Length; i++)
        {
            if (stories[i].Labels.LastOrDefault() is not { } label)
                continue;
            var actual = TaskCounters.Parse(v1.Output, label).Actual!.Value;
            var (a, b) = (Entry(i, stories[i].First, stories[i].Score), Entry(i, stories[i].Second, stories[i].Score));
            first.Add(a, actual);
            if (!stories[i].Shadowed)
                continue;
            second.Add(b, actual);
            var cell = new LabelCell();
            cell.Pair("2", a.Predicted == actual, b.Predicted == actual, 1);
            paired += cell.Paired["2"];
        }
        Assert.Equal(first.Encode(), Sum(book, "1", v1.Output).Encode());
        Assert.Equal(second.Encode(), Sum(book, "2", v2.Output).Encode());
        if (v1.Output.Task != TaskKind.Regression)
            Assert.Equal(paired, book.Cells("1", All).Aggregate(PairedOutcomes.None, (sum, c) => sum + c.Cell.Paired.GetValueOrDefault("2", PairedOutcomes.None)));
        Assert.Equal(0, book.Pending);
    }

    private static long Rows(LabelBook book, string version) => book.Cells(version, All).Sum(c => c.Cell.Groups[LabelCell.All].Rows);

    private static TaskCounters Sum(LabelBook book, string version, OutputSpec output)
    {
        var sum = new TaskCounters(output);
        foreach (var (_, cell) in book.Cells(version, All))
            sum.Merge(cell.Groups[LabelCell.All]);
        return sum;
    }

    private static LabelBook Reloaded(LabelBook book, params VersionSpec[] specs)
    {
        var loaded = Book(specs);
        loaded.Load(book.Save(0));
        return loaded;
    }

    private static LabelBook Book(params VersionSpec[] specs)
    {
        var book = new LabelBook();
        foreach (var spec in specs)
            book.Learn(spec);
        return book;
    }

    private static VersionSpec Spec(string version, TaskKind task) => Specs.Version(
        version, task switch { TaskKind.Binary => Specs.Binary(), TaskKind.Multiclass => Specs.Multiclass("0", "1", "2"), _ => Specs.Regression });

    private static Guid Sender(byte number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static LedgerEntry Entry(int id, bool positive, float score) =>
        new((UInt128)(uint)id, id * 37L, Hop + (id % 5 * 10), 1, VariantRole.Stable, positive ? 1 : 0, score, 0);
}
