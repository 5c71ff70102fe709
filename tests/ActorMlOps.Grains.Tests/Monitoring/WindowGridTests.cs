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
}
