using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

/// <summary>
/// Whatever is signalled, acknowledged and silenced, however sinks fail, and whenever the process dies: each change that is told comes to
/// each sink once by its key, in order, and what is open is what holds.
/// </summary>
public sealed class AlertLawTests
{
    private static readonly string[] Sinks = ["first", "second", "third"];
    private static readonly Serializer Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    private static readonly SignalState[] States =
        [SignalState.Firing, SignalState.Recovered, SignalState.Unknown, SignalState.Easing, SignalState.Occurred];

    /// <summary>What happens, and with which numbers.</summary>
    private static readonly Gen<(int What, int A, int B, int C)[]> Stories =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 7], Gen.Int[0, 5], Gen.Int[0, 8]).Array[1, 150];

    [Fact]
    public void Changes_UnderAnyInterleavingWithFailuresAndCrashes_ComeOnceAndInOrder() => Stories.Sample(story =>
    {
        var (book, now, silences) = (Book(Sinks), Start, new List<Silence>());
        var received = Sinks.ToDictionary(s => s, _ => new List<AlertNotice>());
        var told = new List<AlertNotice>();
        foreach (var (what, a, b, c) in story)
        {
            switch (what)
            {
                case 0:
                    now += TimeSpan.FromMinutes(a + 1);
                    Step(new AlertInput.Ticked());
                    break;
                case <= 4:
                    Step(new AlertInput.Observed([Signal(a, b, c)]));
                    break;
                case 5:
                    Step(new AlertInput.Acknowledged($"m:{a + 1}", "ann", null));
                    break;
                case 6:
                    silences = a < 3 ? [] : [new("s", new(Feature: $"f{b % 2}"), "r", "b", now, now + TimeSpan.FromMinutes(c))];
                    Step(new AlertInput.Ticked());
                    break;
                case 7:
                    // Killed: what was stored comes back, byte for byte, and nothing else.
                    book = Outbox.Reconcile(Serializer.Deserialize<AlertBook>(Serializer.SerializeToArray(book))!, Sinks, out _);
                    break;
                default:
                    Deliver(Sinks[a % 3], b, c);
                    break;
            }
            AssertConsistent(book);
        }
        // The receivers are back: everything arrives.
        foreach (var sink in Sinks)
            Deliver(sink, failAfter: int.MaxValue, crash: 0);
        Assert.Empty(book.Notices);
        Assert.Equal(Enumerable.Range(1, told.Count).Select(i => (long)i), told.Select(n => n.Sequence));
        Assert.Equal(told.Count, told.Select(n => n.Key).Distinct().Count());
        foreach (var alert in told.GroupBy(n => n.Alert.Id))
            AssertGrammar([.. alert.Select(n => n.Change)], book.Find(alert.Key));
        foreach (var sink in Sinks)
            Assert.Equal(told.Select(n => n.Key), received[sink].DistinctBy(n => n.Key).Select(n => n.Key));

        void Step(AlertInput input)
        {
            var step = AlertMachine.Next(Scope, book, [input], silences, now);
            told.AddRange(step.Notices);
            book = step.Book;
        }

        // A sink takes some messages and then fails; or the process dies before it could note what was taken, and they come again.
        void Deliver(string sink, int failAfter, int crash)
        {
            var waiting = Outbox.Waiting(book, Outbox.CursorOf(book, sink)!).ToList();
            var taken = waiting.Take(failAfter).ToList();
            received[sink].AddRange(taken);
            if (crash == 8)
                return;
            if (taken.Count > 0)
                book = Outbox.Delivered(book, sink, taken[^1].Sequence);
            if (taken.Count < waiting.Count)
                book = Outbox.Failed(book, sink, SinkOutcome.Failure("down"), new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), 0.5, now);
        }
    }, iter: 2_000);

    private static AlertSignal Signal(int a, int b, int c) => Of(
        States[b % States.Length],
        $"source{a % 2}",
        (AlertSeverity)(c % 3),
        $"f{a % 3}",
        TimeSpan.FromMinutes(c % 2),
        TimeSpan.FromMinutes(c % 3));

    private static void AssertConsistent(AlertBook book)
    {
        var holding = book.Conditions.Where(c => c.Value.Active).Select(c => c.Key.Group).Distinct().Order(Comparer<AlertGroup>.Create(Compare));
        Assert.Equal(holding, book.Open.Select(AlertGroup.Of).Order(Comparer<AlertGroup>.Create(Compare)));
        Assert.All(book.Open, a => Assert.True(a.Severity >= book.Conditions.Where(c => c.Value.Active && c.Key.Group == AlertGroup.Of(a)).Max(c => c.Value.Severity)));
        Assert.All(book.Closed, a => Assert.Equal(AlertPhase.Closed, a.State));
    }

    private static int Compare(AlertGroup a, AlertGroup b) => string.CompareOrdinal(a.ToString(), b.ToString());

    private static void AssertGrammar(AlertChange[] changes, Alert? alert)
    {
        Assert.Equal(AlertChange.Opened, changes[0]);
        Assert.DoesNotContain(AlertChange.Opened, changes[1..]);
        Assert.DoesNotContain(AlertChange.Closed, changes[..^1]);
        if (alert is not null)
            Assert.Equal(alert.State == AlertPhase.Closed, changes[^1] == AlertChange.Closed);
    }
}
