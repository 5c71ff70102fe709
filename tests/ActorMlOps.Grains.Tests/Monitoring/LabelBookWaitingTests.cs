using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>How long the book takes labels, waits for their predictions, and remembers them.</summary>
public sealed class LabelBookWaitingTests
{
    private const long Hour = 3600;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly long Now = Noon.ToUnixTimeSeconds();
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_LabelPastTheHorizon_IsRejectedAsSuchByIdAndByReceipt(bool byReceipt)
    {
        var book = Book(TimeSpan.FromHours(2));
        foreach (var id in new[] { 1, 2 })
            Track(book, id);
        LabelLine Line(int id) => new((UInt128)id, "1", byReceipt ? new("1", Entry(id), default) : null);
        Assert.Equal(LabelVerdict.Accepted, book.Apply(Line(1), Now + (2 * Hour)).Verdict);
        var (verdict, reason) = book.Apply(Line(2), Now + (2 * Hour) + 1);
        Assert.Equal(LabelVerdict.BeyondHorizon, verdict);
        Assert.Equal("beyondHorizon: the prediction was made more than 2 hours ago; 'labels.horizon' of version '1' is that.", reason);
        Assert.Equal(1, Rows(book));
    }

    [Fact]
    public void Expire_WithinTheHorizon_KnowsDuplicatesThatCouldStillCount()
    {
        var book = Book(TimeSpan.FromHours(2));
        Track(book, 1);
        LabelLine line = new(1, "1", new("1", Entry(1), default));
        book.Apply(line, Now);
        // At the last moment when it would be taken it is still known.
        book.Expire(Noon + TimeSpan.FromHours(2));
        Assert.Equal(LabelVerdict.Duplicate, book.Apply(line, Now + (2 * Hour)).Verdict);
        book.Expire(Noon + TimeSpan.FromHours(4));
        Assert.Equal(LabelVerdict.BeyondHorizon, book.Apply(line, Now + (4 * Hour)).Verdict);
        Assert.Equal(1, Rows(book));
    }

    [Fact]
    public void LetGo_IdThatWasNeverSeenOrHasLeftTheLedger_IsPendingForADayAndThenUnmatched()
    {
        var book = Book(ledger: 1);
        Track(book, 1);
        Track(book, 2);
        Assert.Equal(LabelVerdict.Pending, book.Apply(new(1, "1"), Now).Verdict);
        book.LetGo(Now + (24 * Hour));
        Assert.Equal((1L, 0L, false), (book.Pending, book.Unmatched, book.Overdue(Now + (24 * Hour))));
        book = Reloaded(book, ledger: 1);
        Assert.True(book.Overdue(Now + (24 * Hour) + 1));
        book.LetGo(Now + (24 * Hour) + 1);
        Assert.Equal((0L, 1L, false), (book.Pending, book.Unmatched, book.Overdue(Now + (48 * Hour))));
        Assert.Equal(1, Reloaded(book, ledger: 1).Unmatched);
        // It is as if it had never come.
        Assert.Equal(LabelVerdict.Pending, book.Apply(new(1, "1"), Now + (25 * Hour)).Verdict);
    }

    [Fact]
    public void LetGo_PredictionCameMeanwhile_ForgetsNothing()
    {
        var book = Book();
        book.Apply(new(1, "1"), Now);
        Track(book, 1);
        book.LetGo(Now + (48 * Hour));
        Assert.Equal((0L, 0L, 1L), (book.Pending, book.Unmatched, Rows(book)));
        Assert.Equal(LabelVerdict.Duplicate, book.Apply(new(1, "1"), Now + (48 * Hour)).Verdict);
    }

    [Fact]
    public void LetGo_LabelByReceiptThatWaitsForItsRow_GoesOnWaiting()
    {
        var book = Book();
        book.Apply(new(1, "1", new("1", Entry(1) with { Row = PanePlace.NotYet }, default)), Now);
        book.LetGo(Now + (48 * Hour));
        book.Place(new("1", Entry(1), default));
        Assert.Equal((0L, 0L, 1L), (book.Pending, book.Unmatched, Rows(book)));
    }

    [Fact]
    public void LetGo_MoreIdsThanTheLedgerHas_KeepsTheNewestOnly()
    {
        var book = Book(ledger: 100);
        for (var i = 0; i < 10_000; i++)
        {
            book.LetGo(Now);
            book.Apply(new((UInt128)(uint)i, "1"), Now);
        }
        Assert.Equal((101L, 9_899L), (book.Pending, book.Unmatched));
        Track(book, 9_999);
        Assert.Equal(1, Rows(book));
    }

    private static long Rows(LabelBook book) => book.Cells("1", All).Sum(c => c.Cell.Groups[LabelCell.All].Rows);

    private static void Track(LabelBook book, int id) => book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "1", [Entry(id)]));

    private static LabelBook Reloaded(LabelBook book, int ledger)
    {
        var loaded = Book(ledger: ledger);
        loaded.Load(book.Save(0));
        return loaded;
    }

    private static LabelBook Book(TimeSpan? horizon = null, int ledger = 1_000)
    {
        var book = new LabelBook();
        book.Learn(Specs.Version("1", Specs.Binary()) with { Labels = new(horizon ?? LabelRules.Default.Horizon, ledger) });
        return book;
    }

    private static LedgerEntry Entry(int id) => new((UInt128)(uint)id, id, Now, 1, VariantRole.Stable, 1, 0.9f, 0);
}
