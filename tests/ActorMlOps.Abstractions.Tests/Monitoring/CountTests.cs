using ActorMlOps.Monitoring;

namespace ActorMlOps.Abstractions.Tests.Monitoring;

/// <summary>Small sums and bit sets of the contracts.</summary>
public sealed class CountTests
{
    [Fact]
    public void PairedOutcomes_Sum_AddsEachCount()
    {
        var sum = new PairedOutcomes(1, 2, 3, 4) + new PairedOutcomes(10, 20, 30, 40);
        Assert.Equal(new PairedOutcomes(11, 22, 33, 44), sum);
        Assert.Equal(110, sum.Rows);
        Assert.Equal(sum, sum + PairedOutcomes.None);
    }

    [Fact]
    public void ShadowComparison_Sum_AddsEachFigure() => Assert.Equal(
        new ShadowComparison(11, 22, 33.5, 44.25, 55),
        new ShadowComparison(1, 2, 3.5, 4.25, 5) + new ShadowComparison(10, 20, 30, 40, 50));

    [Fact]
    public void ObservationColumn_IsMissing_ReadsItsBit()
    {
        var column = new ObservationColumn("x", ActorMlOps.Serving.TensorType.Fp64, default, new byte[] { 0b1000_0001, 0b10 });
        Assert.Equal([0, 7, 9], Enumerable.Range(0, 16).Where(column.IsMissing));
        Assert.False((column with { Missing = default }).IsMissing(1_000));
    }
}
