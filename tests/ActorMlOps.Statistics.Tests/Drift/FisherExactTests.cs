using ActorMlOps.Statistics.Drift;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Drift;

public class FisherExactTests
{
    [Fact]
    public void PValue_SmallTables_EqualsTheSumOverAllTables() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 12]).Sample((a, b, c, d) =>
        {
            var expected = Enumerate(a, b, c, d);
            Assert.Equal(expected, FisherExact.PValue(a, b, c, d), 1e-12);
            // Lines and columns may change places.
            Assert.Equal(expected, FisherExact.PValue(c, d, a, b), 1e-12);
            Assert.Equal(expected, FisherExact.PValue(a, c, b, d), 1e-12);
        }, iter: 2_000);

    [Theory]
    [InlineData(0, 0, 0, 0, 1)]
    [InlineData(5, 0, 7, 0, 1)]
    [InlineData(1_000_000_000, 0, 0, 1_000_000_000, 0)]
    public void PValue_Extremes_AreDefined(long a, long b, long c, long d, double expected) => Assert.Equal(expected, FisherExact.PValue(a, b, c, d));

    [Fact]
    public void PValue_LargeTable_IsNearThePearsonTest()
    {
        var p = FisherExact.PValue(500_000_000, 500_000_000, 500_050_000, 499_950_000);
        var pearson = ChiSquare.Test([500_000_000, 500_000_000], [500_050_000, 499_950_000]).PValue!.Value;
        Assert.Equal(pearson, p, 1e-4);
    }

    [Fact]
    public void PValue_NegativeCount_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => FisherExact.PValue(1, -1, 2, 3));

    private static double Enumerate(int a, int b, int c, int d)
    {
        int drawn = a + b, marked = a + c, total = a + b + c + d;
        double Weight(int x) => Choose(marked, x) * Choose(total - marked, drawn - x);
        var tables = Enumerable.Range(Math.Max(0, drawn - total + marked), Math.Min(drawn, marked) - Math.Max(0, drawn - total + marked) + 1).ToArray();
        var seen = Weight(a);
        return tables.Select(Weight).Where(w => w <= seen * (1 + 1e-9)).Sum() / tables.Sum(Weight);
    }

    private static double Choose(int n, int k)
    {
        var product = 1.0;
        for (var i = 1; i <= k; i++)
            product = product * (n - k + i) / i;
        return product;
    }
}
