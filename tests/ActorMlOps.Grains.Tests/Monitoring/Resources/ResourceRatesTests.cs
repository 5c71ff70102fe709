using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Inference;

namespace ActorMlOps.Grains.Tests.Monitoring.Resources;

public sealed class ResourceRatesTests
{
    private static readonly VersionKey Key = new("m", "1");

    [Fact]
    public void Rates_OfTwoPoints_AreDifferencesOverTheTime()
    {
        var rates = new ResourceRates(
            Point(cpu: 1, pauses: 0.1, allocated: 100, items: 10, new LaneWork(100, TimeSpan.FromSeconds(1))),
            Point(cpu: 6, pauses: 0.6, allocated: 1100, items: 60, new LaneWork(600, TimeSpan.FromSeconds(3))),
            TimeSpan.FromSeconds(10));
        Assert.Equal((10, 0.5, 100, 5), (rates.Seconds, rates.Cores, rates.AllocatedBytes, rates.CompletedItems));
        Assert.Equal(0.05, rates.PauseShare!.Value, 1e-12);
        Assert.Equal((50, 0.2, 0.004), rates.Version(Key));
        Assert.Null(rates.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(-1)]
    public void Rates_OfTooShortATime_AreNullWithAReason(double seconds)
    {
        var point = Point(1, 1, 1, 1, default);
        var rates = new ResourceRates(point, point, TimeSpan.FromSeconds(seconds));
        Assert.Equal((null, null, null, null), (rates.Cores, rates.PauseShare, rates.AllocatedBytes, rates.CompletedItems));
        Assert.Equal((null, null, null), rates.Version(Key));
        Assert.Contains("less than a second", rates.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_OfAVersionThatWasLoadedAgain_CountFromItsLoad()
    {
        var rates = new ResourceRates(
            Point(0, 0, 0, 0, new LaneWork(1_000, TimeSpan.FromSeconds(9))), Point(0, 0, 0, 0, new LaneWork(20, TimeSpan.FromSeconds(1))), TimeSpan.FromSeconds(10));
        Assert.Equal((2, 0.1, 0.05), rates.Version(Key));
        Assert.Equal((0, 0, null), rates.Version(new("m", "other")));
    }

    private static ProcessPoint Point(double cpu, double pauses, long allocated, long items, LaneWork work) =>
        new(0, TimeSpan.FromSeconds(cpu), TimeSpan.FromSeconds(pauses), allocated, items, new() { [Key] = work });
}
