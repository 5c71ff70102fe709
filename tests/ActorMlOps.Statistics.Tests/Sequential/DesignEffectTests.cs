using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class DesignEffectTests
{
    [Fact]
    public void Measure_TwoPanes_IsPearsonsStatistic()
    {
        // Whole 40/60; each pane X^2 = (30-20)^2/20 + (20-30)^2/30 = 25/3, one degree of freedom.
        var effect = DesignEffect.Measure([[30, 20, 0], [10, 40, 0]]);
        Golden.Close("phi", 25 / 3.0, effect.Phi);
        Golden.Close("largest", 25 / 3.0, effect.Largest, 1e-9);
        Assert.Equal(2, effect.Panes);
        Assert.Equal(Guarantee.Calibrated, effect.Guarantee);
    }

    [Fact]
    public void Measure_IndependentRows_IsGuaranteed()
    {
        var simulator = new Simulator(3);
        var effect = DesignEffect.Measure([.. Enumerable.Range(0, 60).Select(_ => simulator.Multinomial(500, [0.1, 0.3, 0.6, 1]))]);
        Assert.InRange(effect.Phi!.Value, 0.7, 1.2);
        Assert.Equal(Guarantee.Guaranteed, effect.Guarantee);
        Assert.Equal(Math.Max(1, effect.Phi.Value), effect.Value);
    }

    [Fact]
    public void Measure_Clusters_FindsTheirSize()
    {
        // Each unit gives five equal rows: every design effect is 5.
        var simulator = new Simulator(4);
        var effect = DesignEffect.Measure(
        [
            .. Enumerable.Range(0, 200)
                .Select(_ => Array.ConvertAll(simulator.Multinomial(200, [0.25, 0.5, 0.75, 1]), count => 5 * count)),
        ]);
        Assert.InRange(effect.Phi!.Value, 4.2, 5.8);
        Assert.InRange(effect.Value, effect.Phi.Value, 7.5);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 5)]
    [InlineData(3, 0)]
    public void Measure_TooLittle_IsUnverified(int panes, long count)
    {
        var effect = DesignEffect.Measure([.. Enumerable.Range(0, panes).Select(_ => new[] { count, count })]);
        Assert.Equal(Guarantee.Unverified, effect.Guarantee);
        Assert.Equal(1, effect.Value);
    }

    [Fact]
    public void Measure_HugeCounts_StaysFinite()
    {
        var effect = DesignEffect.Measure([[1L << 50, 0, 1], [0, 1L << 50, 0], [0, 0, 1]]);
        Assert.True(double.IsFinite(effect.Value));
    }

    [Fact]
    public void Measure_PanesOfOtherCells_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => DesignEffect.Measure([[1, 2], [1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => DesignEffect.Measure([[1, 2], [1, -2]]));
    }
}
