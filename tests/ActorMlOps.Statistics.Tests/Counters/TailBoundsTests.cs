using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class TailBoundsTests
{
    [Fact]
    public void Of_UntiedNumbers_AreTheirThousandths()
    {
        var bounds = TailBounds.Of(ColumnProfile.Numeric("x", [.. Enumerable.Range(0, 10_000).Select(i => (double)i)]));
        Assert.InRange(bounds.Low, 9, 15);
        Assert.InRange(bounds.High, 9_985, 9_991);
        Assert.True(bounds.IsBeyond(0) && bounds.IsBeyond(1e9) && bounds.IsBeyond(double.NegativeInfinity));
        Assert.False(bounds.IsBeyond(5_000) || bounds.IsBeyond(double.NaN));
    }

    [Fact]
    public void Of_AConstant_IsTheConstant()
    {
        var bounds = TailBounds.Of(ColumnProfile.Numeric("x", [.. Enumerable.Repeat(0.5, 100)]));
        Assert.False(bounds.IsBeyond(0.5));
        Assert.True(bounds.IsBeyond(0.4) && bounds.IsBeyond(0.6));
    }

    [Fact]
    public void Of_Categories_AreNone() => Assert.False(TailBounds.Of(ColumnProfile.Categorical("x", ["a"])).IsBeyond(1));

    [Fact]
    public void Of_AnyReference_LeaveAtMostTheTailsBeyond() => Gen.Select(Gen.Double[-9, 9].Array[0, 3_000], Gen.Int[0, 6]).Sample((values, digits) =>
    {
        double[] rounded = [.. values.Select(v => Math.Round(v, digits))];
        var bounds = TailBounds.Of(ColumnProfile.Numeric("x", rounded));
        Assert.True(rounded.Count(bounds.IsBeyond) <= 0.003 * rounded.Length);
    }, iter: 50);
}
