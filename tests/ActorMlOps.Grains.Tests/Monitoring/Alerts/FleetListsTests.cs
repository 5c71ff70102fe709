using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Monitoring.Alerts;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts;

public sealed class FleetListsTests
{
    [Fact]
    public void Feed_OfWhatComesTwice_AppendsItOnce()
    {
        var notices = Book("s").Observe(Start, Of(SignalState.Firing)).Observe(Start, Of(SignalState.Recovered)).Notices;
        var feed = FeedState.Empty.Append("m", notices[..1]).Append("m", notices);
        Assert.Equal([1L, 2L], feed.Events.Select(e => e.Id));
        Assert.Same(feed, feed.Append("m", notices));
        Assert.Equal(4, feed.Append("n", notices).Last);
    }

    [Fact]
    public void Feed_BeyondItsLength_TellsHowManyAreMissed()
    {
        var notices = Enumerable.Range(1, FeedState.MostEvents + 10).Select(i => new AlertNotice(i, AlertChange.Opened, Start, Alert())).ToArray();
        var feed = FeedState.Empty.Append("m", notices);
        Assert.Equal((FeedState.MostEvents, 10L), (feed.After(0).Events.Length, feed.After(0).Missed));
        Assert.Equal((6, 0L), (feed.After(FeedState.MostEvents + 4).Events.Length, feed.After(FeedState.MostEvents + 4).Missed));
        Assert.Empty(feed.After(long.MaxValue).Events);
    }

    [Fact]
    public void Silences_AreAddedUpToABoundRemovedAndExpire()
    {
        var list = SilenceList.Empty;
        for (var i = 0; i < SilenceList.Most; i++)
            list = list.Add(new(Model: "m"), "r", "b", Start, Start.AddHours(1))!;
        Assert.Null(list.Add(new(Model: "m"), "r", "b", Start, Start.AddHours(1)));
        Assert.Equal(SilenceList.Most - 1, list.Remove("s7", Start)!.At(Start).Length);
        Assert.Null(list.Remove("s7000", Start));
        Assert.Empty(list.At(Start.AddHours(1)));
        Assert.Equal("s1001", Assert.Single(list.Add(new(Model: "m"), "r", "b", Start.AddHours(1), Start.AddHours(2))!.Silences).Id);
    }

    private static Alert Alert() => Book("s").Observe(Start, Of(SignalState.Firing)).Open[0];
}
