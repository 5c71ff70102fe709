using ActorMlOps.Grains.Monitoring;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class WindowGridTests
{
    [Fact]
    public void HopOf_AnyMomentAndWidth_IsTheAlignedHopThatHoldsIt() =>
        Gen.Select(Gen.Long[-60_000_000_000, 200_000_000_000], Gen.OneOf(Gen.Const(10), Gen.Const(300), Gen.Const(3600))).Sample((seconds, width) =>
        {
            var hop = WindowGrid.HopOf(DateTimeOffset.FromUnixTimeSeconds(seconds), width);
            Assert.Equal(0, hop % width);
            Assert.InRange(seconds, hop, hop + width - 1);
        });

    [Fact]
    public void HopSecondsAt_GrowingAge_OnlyGrowsAndEachWidthHoldsTheLast() =>
        Gen.Select(Gen.Double[0, 700_000], Gen.Double[0, 700_000]).Sample((a, b) =>
        {
            var (younger, older) = (WindowGrid.HopSecondsAt(TimeSpan.FromSeconds(Math.Min(a, b))), WindowGrid.HopSecondsAt(TimeSpan.FromSeconds(Math.Max(a, b))));
            Assert.True(older >= younger && older % younger == 0);
        });
}
