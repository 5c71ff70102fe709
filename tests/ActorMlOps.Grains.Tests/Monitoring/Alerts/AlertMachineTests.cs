using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Grains.Monitoring.Alerts.Rules;
using ActorMlOps.Monitoring.Alerts;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

public sealed class AlertMachineTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Signal_ThatFiresForLongEnough_OpensOnceAndNotBefore()
    {
        var firing = Of(SignalState.Firing, wait: 5 * Minute);
        var book = Book("s").Observe(Start, firing);
        Assert.Empty(book.Open);
        book = book.Observe(Start + (4 * Minute), firing);
        Assert.Empty(book.Open);
        book = book.Observe(Start + (5 * Minute), firing);
        Assert.Equal(["m:1/1 opened"], book.Told());
        Assert.Same(book, book.Observe(Start + (6 * Minute), firing));
    }

    [Theory]
    [InlineData(SignalState.Recovered)]
    [InlineData(SignalState.Easing)]
    public void Signal_ThatPausesWhilePending_BeginsAnew(SignalState pause)
    {
        var firing = Of(SignalState.Firing, wait: 5 * Minute);
        var book = Book("s").Observe(Start, firing).Observe(Start + (4 * Minute), Of(pause)).Observe(Start + (5 * Minute), firing);
        Assert.Empty(book.Observe(Start + (9 * Minute), firing).Open);
        Assert.Single(book.Observe(Start + (10 * Minute), firing).Open);
    }

    [Fact]
    public void Signal_WithoutAValue_ChangesNothing()
    {
        var pending = Book("s").Observe(Start, Of(SignalState.Firing, wait: 5 * Minute));
        Assert.Same(pending, pending.Observe(Start + Minute, Of(SignalState.Unknown)));
        var open = Book("s").Observe(Start, Of(SignalState.Firing));
        Assert.Same(open, open.Observe(Start + (60 * Minute), Of(SignalState.Unknown)));
    }

    [Fact]
    public void Alert_ThatRecovers_ClosesAfterTheHoldAndNotIfItFiresAgain()
    {
        var (firing, recovered) = (Of(SignalState.Firing, hold: 3 * Minute), Of(SignalState.Recovered, hold: 3 * Minute));
        var book = Book("s").Observe(Start, firing).Observe(Start + Minute, recovered).Observe(Start + (3 * Minute), recovered);
        Assert.Single(book.Open);
        book = book.Observe(Start + (3.5 * Minute), firing).Observe(Start + (5 * Minute), recovered).Observe(Start + (7 * Minute), recovered);
        Assert.Single(book.Open);
        // Between threshold and recovery the hold begins anew, too.
        book = book.Observe(Start + (7.5 * Minute), Of(SignalState.Easing)).Observe(Start + (8 * Minute), recovered);
        Assert.Single(book.Open);
        book = book.Observe(Start + (11 * Minute), recovered);
        Assert.Equal(["m:1/1 opened", "m:1/2 closed"], book.Told());
        var closed = Assert.Single(book.Closed);
        Assert.Equal((AlertPhase.Closed, Start + (11 * Minute), "Recovered"), (closed.State, closed.ClosedAt, closed.Recovery!.Reason));
        // The next one is another alert, under the same key.
        book = book.Observe(Start + (12 * Minute), firing);
        Assert.Equal(("m:2", closed.DedupKey), (book.Open[0].Id, book.Open[0].DedupKey));
    }

    [Fact]
    public void Sources_OfOneSubject_AreOneAlertWithTheGreatestSeverity()
    {
        var book = Book("s").Observe(Start, Of(SignalState.Firing, "rule:a"))
            .Observe(Start, Of(SignalState.Firing, "eDetector", AlertSeverity.Page))
            .Observe(Start, Of(SignalState.Recovered, "rule:a"));
        Assert.Equal(["m:1/1 opened", "m:1/2 escalated"], book.Told());
        Assert.Equal(AlertSeverity.Page, Assert.Single(book.Open).Severity);
        book = book.Observe(Start, Of(SignalState.Recovered, "eDetector"));
        Assert.Equal(["m:1/1 opened", "m:1/2 escalated", "m:1/3 closed"], book.Told());
        // Another feature, another version, another kind: another alert.
        book = Book("s").Observe(
            Start, Of(SignalState.Firing), Of(SignalState.Firing, feature: "hours"), Of(SignalState.Firing, version: "2"),
            Of(SignalState.Firing, kind: AlertKind.Quality));
        Assert.Equal(4, book.Open.Select(a => a.DedupKey).Distinct().Count());
    }

    [Fact]
    public void Acknowledgement_IsToldOnceAndStaysUntilRecoveryOrEscalation()
    {
        var book = Book("s").Observe(Start, Of(SignalState.Firing)).Next(new AlertInput.Acknowledged("m:1", "ann", "on it"), Start + Minute);
        Assert.Same(book, book.Next(new AlertInput.Acknowledged("m:1", "bob", null), Start + Minute));
        Assert.Same(book, book.Next(new AlertInput.Acknowledged("m:7", "bob", null), Start + Minute));
        Assert.Equal((AlertPhase.Acknowledged, "ann", "on it"), (book.Open[0].State, book.Open[0].Acknowledged!.By, book.Open[0].Acknowledged!.Note));
        book = book.Observe(Start + Minute, Of(SignalState.Firing, severity: AlertSeverity.Page));
        Assert.Equal(AlertPhase.Open, book.Open[0].State);
        Assert.Equal(["m:1/1 opened", "m:1/2 acknowledged", "m:1/3 escalated"], book.Told());
    }

    [Fact]
    public void Occurrence_ClosesWhenItIsAcknowledgedOrOldEnough()
    {
        var occurred = Of(SignalState.Occurred, hold: TimeSpan.FromHours(24));
        var book = Book("s").Observe(Start, occurred);
        // Said again it is the same.
        Assert.Same(book, book.Observe(Start + Minute, occurred));
        Assert.Equal(
            ["m:1/1 opened", "m:1/2 acknowledged", "m:1/3 closed"],
            book.Next(new AlertInput.Acknowledged("m:1", "ann", null), Start + Minute).Told());
        Assert.Single(book.Next(new AlertInput.Ticked(), Start + TimeSpan.FromHours(23)).Open);
        Assert.Empty(book.Next(new AlertInput.Ticked(), Start + TimeSpan.FromHours(24)).Open);
    }

    [Fact]
    public void Silence_KeepsBackWhatItMatches_AndWhatIsStillOpenIsToldAfterwards()
    {
        var silence = new Silence("s1", new(Feature: "age"), "known", "ann", Start, Start + (10 * Minute));
        var book = Book("s").Next(new AlertInput.Observed([Of(SignalState.Firing), Of(SignalState.Firing, feature: "hours")]), Start, silence);
        Assert.Equal(["m:2/1 opened"], book.Told());
        Assert.Equal("s1", book.Open[0].Silenced);
        book = book.Next(new AlertInput.Ticked(), Start + (10 * Minute), silence);
        Assert.Equal(["m:2/1 opened", "m:1/1 opened"], book.Told());
        Assert.Null(book.Open[0].Silenced);
    }

    [Fact]
    public void Silence_OverTheWholeLifeOfAnAlert_LeavesNothingToTell()
    {
        var silence = new Silence("s1", new(Model: "m"), "known", "ann", Start, Start + (10 * Minute));
        var book = Book("s").Next(new AlertInput.Observed([Of(SignalState.Firing)]), Start, silence)
            .Next(new AlertInput.Observed([Of(SignalState.Recovered)]), Start + Minute, silence)
            .Next(new AlertInput.Ticked(), Start + (20 * Minute));
        Assert.Empty(book.Told());
        Assert.Equal("m:1", Assert.Single(book.Closed).Id);
    }

    [Fact]
    public void Silence_ThatComesAfterTheOpening_KeepsBackTheEscalationButNeverTheClosing()
    {
        var silence = new Silence("s1", new(Model: "m"), "known", "ann", Start, Start + (10 * Minute));
        var book = Book("s").Observe(Start, Of(SignalState.Firing))
            .Next(new AlertInput.Observed([Of(SignalState.Firing, severity: AlertSeverity.Page)]), Start + Minute, silence);
        Assert.Equal(["m:1/1 opened"], book.Told());
        Assert.Equal(["m:1/1 opened", "m:1/2 escalated"], book.Next(new AlertInput.Ticked(), Start + (10 * Minute), silence).Told());
        Assert.Equal(
            ["m:1/1 opened", "m:1/3 closed"],
            book.Next(new AlertInput.Observed([Of(SignalState.Recovered)]), Start + (2 * Minute), silence).Told());
    }

    [Fact]
    public void Conditions_OfRetiredVersionsAndRemovedRules_AreOver()
    {
        var book = Book("s").Observe(
            Start, Of(SignalState.Firing, "rule:x > 1"), Of(SignalState.Firing, "eDetector", feature: "hours"), Of(SignalState.Firing, version: "2"));
        book = book.Next(new AlertInput.Kept(new Dictionary<string, IReadOnlySet<string>> { ["1"] = new HashSet<string>() }), Start + Minute);
        Assert.Equal(["m:2"], book.Open.Select(a => a.Id));
        Assert.Equal(
            ["The version has no rule 'x > 1' any more.", "Version '2' was retired."], book.Closed.OrderBy(a => a.Id).Select(a => a.Recovery!.Reason));
        Assert.True(AlertRules.IsRule("rule:x > 1"));
    }

    [Fact]
    public void Conditions_MoreThanThereIsRoomFor_AreRefusedAndTakenLater()
    {
        var many = Enumerable.Range(0, AlertBook.MostConditions + 3).Select(i => Of(SignalState.Firing, feature: $"f{i}")).ToArray();
        var step = AlertMachine.Next(Scope, Book("s"), [new AlertInput.Observed(many)], [], Start);
        Assert.Equal((3, AlertBook.MostConditions), (step.Refused, step.Book.Open.Length));
        step = AlertMachine.Next(Scope, step.Book, [new AlertInput.Observed([Of(SignalState.Recovered, feature: "f0"), many[^1]])], [], Start);
        Assert.Equal(0, step.Refused);
        Assert.Contains(step.Book.Open, a => a.Feature == many[^1].Feature);
    }

    [Fact]
    public void Evidence_ThatIsNoNumberOrTooLong_IsMadeFitForJson()
    {
        var evidence = new AlertEvidence(
            double.NaN, double.NegativeInfinity, double.PositiveInfinity, 0.5, new string('x', 5000),
            Details: Enumerable.Range(0, 50).ToDictionary(i => $"k{i}", _ => new string('y', 1000)));
        var alert = Book("s").Observe(Start, Of(SignalState.Firing) with { Evidence = evidence }).Open[0];
        Assert.Equal<double?>([null, null, null, 0.5], [alert.Evidence.Value, alert.Evidence.Low, alert.Evidence.High, alert.Evidence.Threshold]);
        Assert.Equal((1024, 16), (alert.Evidence.Reason!.Length, alert.Evidence.Details!.Count));
        Assert.All(alert.Evidence.Details.Values, v => Assert.Equal(256, v.Length));
    }
}
