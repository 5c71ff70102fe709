using ActorMlOps.Grains.Rollout;
using ActorMlOps.Rollout;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Rollout;

public sealed class TrafficSplitTests
{
    private static readonly string[] Units = [.. Enumerable.Range(0, 20_000).Select(i => $"unit-{i}")];

    [Fact]
    public void Choose_SameSaltAndUnit_AlwaysTheSameVariant() => Gen.Select(Gen.ULong, Gen.String, Gen.Double[0.01, 99]).Sample((salt, unit, weight) =>
    {
        var split = Split(salt, weight);
        var chosen = split.Choose(unit);
        Assert.Equal(chosen, split.Choose(unit));
        Assert.Equal(chosen.Version, Split(salt, weight).Choose(unit).Version);
    });

    [Fact]
    public void Choose_WeightRampsUp_OnlyAddsUnitsToTheCandidate() => Gen.Select(Gen.ULong, Gen.Double[0.01, 100], Gen.Double[0.01, 100]).Sample((salt, a, b) =>
    {
        var (low, high) = (Split(salt, Math.Min(a, b)), Split(salt, Math.Max(a, b)));
        Assert.DoesNotContain(Units.Take(500), u => low.Choose(u).Version == "2" && high.Choose(u).Version != "2");
    });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(25)]
    [InlineData(50)]
    public void Choose_ManyUnits_SharesAreNearTheWeights(double percent)
    {
        foreach (var salt in new ulong[] { 0, 1, 42, ulong.MaxValue })
        {
            var share = Units.Count(u => Split(salt, percent).Choose(u).Version == "2") / (double)Units.Length;
            // Five standard deviations.
            Assert.Equal(percent / 100, share, 5 * Math.Sqrt(percent / 100 * (1 - (percent / 100)) / Units.Length));
        }
    }

    [Fact]
    public void Choose_OtherSalt_SplitsIndependently()
    {
        var both = Units.Count(u => Split(1, 50).Choose(u).Version == "2" && Split(2, 50).Choose(u).Version == "2");
        Assert.Equal(0.25, both / (double)Units.Length, 0.02);
    }

    [Fact]
    public void Choose_VariantOfWeightZero_IsNeverChosen() => Gen.ULong.Sample(salt =>
    {
        var split = new TrafficSplit(new("m", 1, salt, [new("2", 0, VariantRole.Canary), new("1", 3, VariantRole.Stable), new("3", 0, VariantRole.Canary)], []));
        Assert.All(Units.Take(50), u => Assert.Equal("1", split.Choose(u).Version));
        Assert.Equal("1", split.ChooseAny().Version);
    });

    [Fact]
    public void Position_AnyUnit_LiesInTheUnitInterval() =>
        Gen.Select(Gen.ULong, Gen.String).Sample((salt, unit) => Assert.InRange(TrafficSplit.Position(salt, unit), 0, Math.BitDecrement(1.0)));

    private static TrafficSplit Split(ulong salt, double percent) =>
        new(new("m", 1, salt, [new("2", percent, VariantRole.Canary), new("1", 100 - percent, VariantRole.Stable)], []));
}
