using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;
using CsCheck;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

public sealed class OutboxTests
{
    private static readonly Backoff Waits = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    [Fact]
    public void Failures_InARow_WaitLongerUpToTheCapAndAreForgottenOnSuccess()
    {
        var book = Book("s").Observe(Start, Of(SignalState.Firing));
        Assert.Equal(DateTimeOffset.MinValue, Outbox.DueAt(book, "s"));
        var waits = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            book = Outbox.Failed(book, "s", SinkOutcome.Failure("down"), Waits, 1 - 1e-12, Start);
            waits.Add((Outbox.DueAt(book, "s")!.Value - Start).TotalSeconds);
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], waits.Select(w => Math.Round(w)));
        Assert.Equal(("down", 12), (Outbox.CursorOf(book, "s")!.Error, Outbox.CursorOf(book, "s")!.Attempts));
        book = Outbox.Delivered(book, "s", 1).Observe(Start, Of(SignalState.Recovered));
        Assert.Equal(DateTimeOffset.MinValue, Outbox.DueAt(book, "s"));
        Assert.Equal(0, Outbox.CursorOf(book, "s")!.Attempts);
    }

    [Fact]
    public void Backoff_WithAnyJitter_IsBetweenHalfAndAllOfTheWait() => Gen.Select(Gen.Int[1, 200], Gen.Double[0, 0.999]).Sample((attempts, random) =>
    {
        var wait = Waits.After(attempts, random).TotalSeconds;
        var full = Math.Min(300, Math.Pow(2, Math.Min(attempts, 60) - 1));
        Assert.InRange(wait, full / 2, full);
    });

    [Fact]
    public void RetryAfter_OfTheReceiver_IsHonouredUpToAnHour()
    {
        var book = Book("s").Observe(Start, Of(SignalState.Firing));
        var patient = Outbox.Failed(book, "s", new(false, Status: 429, Error: "slow", RetryAfter: TimeSpan.FromMinutes(7)), Waits, 0, Start);
        Assert.Equal(Start.AddMinutes(7), Outbox.DueAt(patient, "s"));
        var never = Outbox.Failed(book, "s", new(false, Status: 429, Error: "slow", RetryAfter: TimeSpan.FromDays(7)), Waits, 0, Start);
        Assert.Equal(Start.AddHours(1), Outbox.DueAt(never, "s"));
    }

    [Fact]
    public void Refusal_ForADay_SetsTheMessageAsideAndCountsIt()
    {
        var book = Book("s").Observe(Start, Of(SignalState.Firing)).Observe(Start, Of(SignalState.Firing, feature: "hours"));
        var refusal = new SinkOutcome(false, Refused: true, Status: 400, Error: "HTTP 400");
        book = Outbox.Failed(book, "s", refusal, Waits, 0, Start);
        book = Outbox.Failed(book, "s", refusal, Waits, 0, Start + TimeSpan.FromHours(23));
        Assert.Equal(2, Outbox.Progress(book)[0].Undelivered);
        // Any other failure between shows that it is not the message.
        Assert.Equal(2, Outbox.Progress(Outbox.Failed(Outbox.Failed(book, "s", SinkOutcome.Failure("down"), Waits, 0, Start), "s", refusal, Waits, 0, Start.AddDays(2)))[0].Undelivered);
        book = Outbox.Failed(book, "s", refusal, Waits, 0, Start + TimeSpan.FromHours(24));
        Assert.Equal((1, 1L), (Outbox.Progress(book)[0].Undelivered, Outbox.Progress(book)[0].Dropped));
        Assert.Equal("m:2", Outbox.Waiting(book, Outbox.CursorOf(book, "s")!).Single().Alert.Id);
    }

    [Fact]
    public void Sinks_ThatComeAndGo_StartAtTheEndAndAreCountedOut()
    {
        var book = Book("old").Observe(Start, Of(SignalState.Firing));
        book = Outbox.Reconcile(book, ["new"], out var abandoned);
        Assert.Equal([("old", 1)], abandoned);
        Assert.Empty(book.Notices);
        book = book.Observe(Start, Of(SignalState.Recovered));
        Assert.Equal(["m:1/2 closed"], Outbox.Waiting(book, Outbox.CursorOf(book, "new")!).Select(n => $"{n.Key} {n.Change.ToString().ToLowerInvariant()}"));
    }

    [Fact]
    public void Overflow_WhileASinkIsDown_KeepsEveryOpeningOfWhatIsOpenAndCountsTheRest()
    {
        var book = Book("down");
        for (var round = 0; round < 400; round++)
        {
            book = book.Observe(Start, Of(SignalState.Firing))
                .Next(new AlertInput.Acknowledged($"m:{round + 1}", "ann", null), Start)
                .Observe(Start, Of(SignalState.Recovered));
        }
        book = book.Observe(Start, Of(SignalState.Firing, feature: "stays"));
        var notices = book.Notices;
        Assert.Equal(Outbox.MostNotices, notices.Length);
        // 1,201 changes: the acknowledgements went first; every opening and closing is still there.
        Assert.Equal(401, notices.Count(n => n.Change == AlertChange.Opened));
        Assert.Equal(400, notices.Count(n => n.Change == AlertChange.Closed));
        Assert.Equal(177, Outbox.CursorOf(book, "down")!.Dropped);
        Assert.Equal(notices.OrderBy(n => n.Sequence), notices);

        for (var round = 0; round < 1000; round++)
            book = book.Observe(Start, Of(SignalState.Firing)).Observe(Start, Of(SignalState.Recovered));
        Assert.Equal(Outbox.MostNotices, book.Notices.Length);
        Assert.Contains(book.Notices, n => n.Alert.Feature == "stays" && n.Change == AlertChange.Opened);
        Assert.Equal(book.LastNotice - Outbox.MostNotices, Outbox.CursorOf(book, "down")!.Dropped);
    }

    [Fact]
    public void Overflow_ForASinkThatKeepsUp_DropsNothing()
    {
        var book = Book("down", "up");
        for (var round = 0; round < 1500; round++)
        {
            book = book.Observe(Start, Of(SignalState.Firing)).Observe(Start, Of(SignalState.Recovered));
            book = Outbox.Delivered(book, "up", book.LastNotice);
        }
        Assert.Equal((0L, 3000L - Outbox.MostNotices), (Outbox.CursorOf(book, "up")!.Dropped, Outbox.CursorOf(book, "down")!.Dropped));
    }
}
