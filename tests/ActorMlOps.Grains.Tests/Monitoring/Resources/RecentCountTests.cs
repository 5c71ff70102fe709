using ActorMlOps.Grains.Monitoring.Resources;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class RecentCountTests
{
    [Fact]
    public void Read_AfterAnySchedule_CountsTheLastSixtySeconds() =>
        Gen.Select(Gen.Int[0, 90], Gen.Int[0, 5]).Array[0, 30].Sample(steps =>
        {
            var clock = new FakeTimeProvider();
            var count = new RecentCount(clock);
            var (now, added) = (0, new List<int>());
            foreach (var (pause, events) in steps)
            {
                clock.Advance(TimeSpan.FromSeconds(pause));
                now += pause;
                for (var i = 0; i < events; i++)
                {
                    count.Add();
                    added.Add(now);
                }
                Assert.Equal(added.Count(at => now - at < RecentCount.Seconds), count.Read());
            }
        });

    [Fact]
    public void Add_FromManyThreads_LosesNone()
    {
        var count = new RecentCount(new FakeTimeProvider());
        Parallel.For(0, 100_000, _ => count.Add());
        Assert.Equal(100_000, count.Read());
    }
}
