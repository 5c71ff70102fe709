using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Tests.Numerics;

public sealed class KolmogorovDistributionTests
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(5_000)]
    [InlineData(50_000)]
    [InlineData(200_000)]
    public void OneSidedTail_EveryStridedSum_IsTheWholeSum(long n)
    {
        foreach (var nd2 in new[] { 2.2, 2.5, 3, 5, 10, 20, 50, 80, 150, 300 })
        {
            var d = Math.Sqrt(nd2 / n);
            var whole = KolmogorovDistribution.OneSidedTail(d, n, everyTerm: true);
            Assert.Equal(1, KolmogorovDistribution.OneSidedTail(d, n) / whole, 1e-11);
        }
    }
}
