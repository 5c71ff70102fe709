using ActorMlOps.Statistics.Sequential;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class AlarmBudgetTests
{
    [Fact]
    public void Thresholds_AnyWeights_SpendOneAlarmInTheTime()
    {
        Assert.Equal(20 * 30, AlarmBudget.EqualThreshold(20, 30));
        Assert.Equal([60, 120, 120], AlarmBudget.Thresholds([0.5, 0.25, 0.25], 30));
        Assert.Equal(20 * 20 * 30, AlarmBudget.ChanceThreshold(20, 30, 0.05), 1e-9);
        // Expected false alarms in 30 days: the sum of 30/A.
        Assert.Equal(1, AlarmBudget.Thresholds([.. Enumerable.Repeat(1 / 7.0, 7)], 30).Sum(a => 30 / a), 1e-12);
        Assert.Equal(1, AlarmBudget.EqualThreshold(1, 0.01));
    }

    [Fact]
    public void Thresholds_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => AlarmBudget.Thresholds([0.6, 0.6], 30));
        Assert.Throws<ArgumentException>(() => AlarmBudget.Thresholds([0.5, 0], 30));
        Assert.Throws<ArgumentException>(() => AlarmBudget.Thresholds([double.NaN], 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlarmBudget.EqualThreshold(0, 30));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlarmBudget.EqualThreshold(1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => AlarmBudget.ChanceThreshold(1, 30, 0));
    }
}
