using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class LabelBookReceiptTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Hop = Now.ToUnixTimeSeconds();
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    private static readonly VersionSpec Version = Specs.Version("1", Specs.Binary());

    /// <summary>
    /// Predictions whose labels come by receipt or by id, early, twice, corrected; receipts whose pane has its number or not; ledger entries
    /// that come before, after or never.
    /// </summary>
    [Fact]
    public void Apply_ReceiptsInAnyOrder_EqualTheBatchRecomputation() => Gen.Select(
        Gen.Select(Gen.Bool, Gen.Int[0, 50], Gen.Int[0, 2], Gen.Select(Gen.OneOf(Gen.Const("0"), Gen.Const("1")), Gen.Bool).Array[0, 4]).Array[1, 60],
        Gen.Int[0, 100_000].Array[400], Gen.Int[0, 400]).Sample((stories, shuffle, reload) =>
    {
        var events = new List<(int Order, Action<LabelBook> Do)>();
        var expected = new TaskCounters(Version.Output);
        for (var i = 0; i < stories.Length; i++)
        {
            var (positive, score, ledger, labels) = stories[i];
            var entry = Entry(i, positive, score / 50f);
            // 0: never in the ledger, as without an id.
            if (ledger > 0)
                events.Add((shuffle[i], b => b.Apply(new LedgerDelta(new Guid(entry.Id == 0 ? 1 : (int)(uint)entry.Id + 1, 0, 0, new byte[8]), 1, "1", [entry]))));
            var order = shuffle[100 + i];
            foreach (var (label, placed) in labels)
            {
                events.Add((order, b => b.Apply(new LabelLine(entry.Id, label, Receipted(entry, placed)), Hop)));
                if (order % 3 == 0)
                    events.Add((order, b => b.Apply(new LabelLine(entry.Id, label, Receipted(entry, !placed)), Hop)));
                if (ledger == 2)
                    events.Add((order, b => b.Apply(new LabelLine(entry.Id, label), Hop)));
                order += shuffle[200 + i];
            }
            // The number of the pane comes at last.
            events.Add((300_000, b => b.Place(Receipted(entry, placed: true))));
            if (labels.Length > 0)
                expected.Add(entry, labels[^1].Item1 == "1" ? 1 : 0);
        }
        var book = Book();
        var sorted = events.OrderBy(e => e.Order).Select(e => e.Do).ToList();
        for (var e = 0; e < sorted.Count; e++)
        {
            sorted[e](book);
            if (e == reload)
                book = Reloaded(book);
        }
        Assert.Equal((0L, 0), (book.Pending, book.Unplaced.Count));
        Assert.Equal(expected.Encode(), Sum(book).Encode());
    }, iter: 500);

    [Fact]
    public void Apply_LedgerLostItAfterTheLabel_IsStillCorrectedInItsCellByReceipt()
    {
        var book = Book(capacity: 2);
        Assert.Equal(LabelVerdict.Accepted, Label(book, 0, "1").Verdict);
        Assert.Equal(LabelVerdict.Accepted, Label(book, 1, "1").Verdict);
        Assert.Equal(LabelVerdict.Accepted, Label(book, 2, "1").Verdict);
        // By its id it is gone.
        Assert.Contains("receipt", book.Apply(new LabelLine(0, "0"), Hop).Reason, StringComparison.Ordinal);
        book = Reloaded(book, capacity: 2);
        Assert.Equal(LabelVerdict.Duplicate, Label(book, 0, "1").Verdict);
        // Whatever number its row is said to have now: it is taken from the cell where it was counted.
        var moved = Receipted(Entry(0, true, 0.9f) with { Row = PanePlace.Old }, placed: true);
        Assert.Equal(LabelVerdict.Corrected, book.Apply(new LabelLine(0, "0", moved), Hop).Verdict);
        var counters = Sum(book);
        Assert.Equal((3L, 2L, 1L), (counters.Rows, counters.Binary!.TruePositives, counters.Binary.FalsePositives));
        Assert.All(book.Cells("1", All), c => Assert.True(c.Cell.Groups[LabelCell.All].Rows >= 0));
    }

    [Fact]
    public void Apply_PaneWithoutANumber_WaitsAndCountsWhenItHasOne()
    {
        var book = Book();
        var entry = Entry(1, true, 0.9f);
        Assert.Equal(LabelVerdict.Pending, book.Apply(new LabelLine(1, "0", Receipted(entry, placed: false)), Hop).Verdict);
        Assert.Equal(LabelVerdict.Pending, book.Apply(new LabelLine(1, "1", Receipted(entry, placed: false)), Hop).Verdict);
        Assert.Equal((1L, 1, 0L), (book.Pending, book.Unplaced.Count, Sum(book).Rows));
        book = Reloaded(book);
        book.Place(Receipted(entry, placed: true));
        book.Place(Receipted(entry, placed: true));
        Assert.Equal((0L, 0, 1L, 1L), (book.Pending, book.Unplaced.Count, Sum(book).Rows, Sum(book).Binary!.TruePositives));
        Assert.Equal(LabelVerdict.Duplicate, book.Apply(new LabelLine(1, "1", Receipted(entry, placed: false)), Hop).Verdict);
    }

    [Fact]
    public void Apply_RowThatIsTooFarBackToHaveANumber_CountsByTimeOnly()
    {
        var book = Book();
        Assert.Equal(LabelVerdict.Accepted, book.Apply(new LabelLine(1, "1", Receipted(Entry(1, true, 0.9f) with { Row = PanePlace.Old }, true)), Hop).Verdict);
        Assert.Equal(1, Sum(book).Rows);
        Assert.Empty(book.Cells("1", WindowRange.Count(0, 1_000_000)));
    }

    [Fact]
    public void Apply_RetiredVersionOrNoLabelOfTheTask_IsRejectedAndLeavesNothingBehind()
    {
        var book = Book();
        var entry = Entry(1, true, 0.9f);
        Assert.Contains("retired", book.Apply(new LabelLine(1, "1", new("9", entry, default)), Hop).Reason, StringComparison.Ordinal);
        Assert.Contains("not one of the classes", book.Apply(new LabelLine(1, "maybe", Receipted(entry, placed: false)), Hop).Reason, StringComparison.Ordinal);
        Assert.Equal((0L, 0, 0L), (book.Pending, book.Unplaced.Count, Sum(book).Rows));
    }

    [Fact]
    public void Expire_LabelThatNeverFoundItsPane_GoesWithItsReceipt()
    {
        var book = Book();
        book.Apply(new LabelLine(1, "1", Receipted(Entry(1, true, 0.9f), placed: false)), Hop);
        book.Expire(Now + TimeSpan.FromDays(36));
        Assert.Equal((0L, 0), (book.Pending, book.Unplaced.Count));
    }

    private static (LabelVerdict Verdict, string? Reason) Label(LabelBook book, int id, string label) =>
        book.Apply(new LabelLine((UInt128)(uint)id, label, Receipted(Entry(id, true, 0.9f), placed: true)), Hop);

    private static ReceiptedPrediction Receipted(LedgerEntry entry, bool placed) =>
        new("1", placed ? entry : entry with { Row = PanePlace.NotYet }, new(7, 1, (int)entry.Row));

    private static LedgerEntry Entry(int id, bool positive, float score) =>
        new((UInt128)(uint)id, id * 37L, Hop + (id % 5 * 10), 1, VariantRole.Stable, positive ? 1 : 0, score, 0);

    private static TaskCounters Sum(LabelBook book)
    {
        var sum = new TaskCounters(Version.Output);
        foreach (var (_, cell) in book.Cells("1", All))
            sum.Merge(cell.Groups[LabelCell.All]);
        return sum;
    }

    private static LabelBook Reloaded(LabelBook book, int capacity = 1_000_000)
    {
        var loaded = Book(capacity);
        loaded.Load(book.Save(0));
        return loaded;
    }

    private static LabelBook Book(int capacity = 1_000_000)
    {
        var book = new LabelBook();
        book.Learn(Version with { Labels = LabelRules.Default with { Ledger = capacity } });
        return book;
    }
}
