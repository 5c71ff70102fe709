using ActorMlOps.Statistics.Performance;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Performance;

public sealed class ValueCountersTests
{
    private static readonly Gen<double> Values = Gen.OneOf(
        Gen.Double[-1000, 1000], Gen.Int[-3, 3].Select(i => (double)i), Gen.Const(1e150), Gen.Const(-1e150), Gen.Const(1e-300), Gen.Const(-0.0));

    [Fact]
    public void Summary_OfKnownValues_IsThatOfTheTextbook()
    {
        // Student's t with 4 degrees of freedom at 97.5 %: 2.7764451.
        var summary = Of([2, 4, 4, 5, 10]).Summary();
        Assert.Equal((5L, 5.0, 2.0, 10.0), (summary.Rows, summary.Mean.Value, summary.Least.Value, summary.Greatest.Value));
        Assert.Equal(3, summary.Deviation!.Value, 1e-12);
        Assert.Equal(5 - (2.7764451051977987 * 3 / Math.Sqrt(5)), summary.Mean.Low!.Value, 1e-7);
        Assert.Equal(5 + (2.7764451051977987 * 3 / Math.Sqrt(5)), summary.Mean.High!.Value, 1e-7);
    }

    [Fact]
    public void Summary_WithoutRowsOrWithOne_SaysWhyThereIsNoInterval()
    {
        var none = new ValueCounters().Summary();
        Assert.Equal((0L, null, null, MetricReasons.NoRows), (none.Rows, none.Mean.Value, none.Deviation, none.Mean.Reason));
        var one = Of([7]).Summary();
        Assert.Equal((7.0, null, null, MetricReasons.OneRow), (one.Mean.Value, one.Mean.Low, one.Deviation, one.Mean.Reason));
    }

    [Fact]
    public void Summary_FarFromZero_LosesNoDigitOfTheDeviation() =>
        Assert.Equal(1, Of([1e15 + 1, 1e15 + 2, 1e15 + 3]).Summary().Deviation!.Value, 1e-12);

    [Fact]
    public void AddRemoveMerge_InAnyOrder_LeaveTheFormOfWhatIsLeft() => Gen.Select(Values.Array[0, 30], Values.Array[0, 30], Gen.Int[0, 30]).Sample((kept, gone, split) =>
    {
        var (left, right) = (new CustomCounters(), new CustomCounters());
        foreach (var value in gone)
            left.CountValue("x", value, 1);
        for (var i = 0; i < kept.Length; i++)
            (i < split ? left : right).CountValue("x", kept[i], 1);
        foreach (var value in gone.Reverse())
            left.CountValue("x", value, -1);
        right.Merge(left);
        var expected = new CustomCounters();
        foreach (var value in kept.Order())
            expected.CountValue("x", value, 1);
        Assert.Equal(expected.Encode(), right.Encode());
        Assert.Equal(right.Encode(), CustomCounters.Decode(right.Encode()).Encode());
        var summary = right.Value("x");
        Assert.Equal(kept.Length, summary.Rows);
        if (kept.Length > 0)
            Assert.Equal((kept.Min() + 0.0, kept.Max() + 0.0), (summary.Least.Value, summary.Greatest.Value));
        Assert.All([summary.Mean.Value, summary.Mean.Low, summary.Mean.High, summary.Deviation], x => Assert.True(x is null || double.IsFinite(x.Value)));
    });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1.1e150)]
    public void Add_NotUsable_IsRefused(double value)
    {
        Assert.False(ValueCounters.IsUsable(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ValueCounters().Add(value));
    }

    private static ValueCounters Of(double[] values)
    {
        var counters = new ValueCounters();
        foreach (var value in values)
            counters.Add(value);
        return counters;
    }
}
