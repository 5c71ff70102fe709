using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>The exact laws against every deal of the pooled values, one by one.</summary>
public sealed class ExactLawTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 6)]
    [InlineData(5, 5)]
    [InlineData(7, 3)]
    public void ExactPValues_EveryDealWithoutTies_AreItsShares(int n, int m)
    {
        var deals = Deals([.. Enumerable.Range(1, n + m).Select(i => (double)i)], n);
        Check(deals, (r, c) => CramerVonMises.Statistic(r, c), (t, _, _) => CramerVonMises.ExactPValue(t, n, m)!.Value);
        Check(deals, (r, c) => KolmogorovSmirnov.Statistic(r, c), (d, _, _) => KolmogorovSmirnov.ExactPValue(d, n, m));
        // Two-sided: as far from n m/2.
        Check(
            deals,
            (r, c) => Math.Abs((2 * MannWhitney.Statistic(r, c)!.Value) - (n * m)),
            (_, r, c) => MannWhitney.ExactPValue(MannWhitney.Statistic(r, c)!.Value, n, m));
    }

    [Fact]
    public void ExactKs_EveryDealWithTies_AreItsShares()
    {
        var deals = Deals([1, 1, 1, 2, 3, 3, 4, 5, 5], 4);
        Check(deals, (r, c) => KolmogorovSmirnov.Statistic(r, c), (_, r, c) => KolmogorovSmirnov.ExactPValue(r, c)!.Value);
    }

    // Worked out to thirty digits apart from this project.
    [Theory]
    [InlineData(3, 4, 1, -1.7320508075688773, 4.9591836734693878, 0.14429304308394376)]
    [InlineData(50, 60, 2, -3.0923601231904526, 85.164517467332091, 0.0026845927860792477)]
    [InlineData(5000, 400, 1, -0.013116075345681943, 535.50093105330137, 0.98954007097287677)]
    [InlineData(100_000, 20_000, 1.25, -21.132712303350341, 37981.628182096138, 1.472759913412459e-98)]
    public void Welch_AnySizeAndTail_KeepsItsRelativeAccuracy(int n, int m, double shift, double t, double degrees, double p)
    {
        double[] reference = [.. Enumerable.Range(0, n).Select(i => (double)(i % 7))];
        double[] current = [.. Enumerable.Range(0, m).Select(i => (i % 5) + shift)];
        var result = WelchT.TestSamples(reference, current);
        Golden.Close("t", t, result.T);
        Golden.Close("df", degrees, result.DegreesOfFreedom);
        Golden.Close("p", p, result.PValue, floor: 1e-300);
    }

    private static List<(double[] Reference, double[] Current)> Deals(double[] pooled, int n)
    {
        return [.. Enumerable.Range(0, 1 << pooled.Length)
            .Where(mask => System.Numerics.BitOperations.PopCount((uint)mask) == n)
            .Select(mask => (Part(mask, 1), Part(mask, 0)))];

        double[] Part(int mask, int bit) => [.. pooled.Where((_, i) => ((mask >> i) & 1) == bit)];
    }

    private static void Check(
        List<(double[] Reference, double[] Current)> deals,
        Func<double[], double[], double?> statistic,
        Func<double, double[], double[], double> exact)
    {
        var values = deals.ConvertAll(deal => statistic(deal.Reference, deal.Current)!.Value);
        for (var i = 0; i < deals.Count; i++)
        {
            var share = (double)values.Count(value => value >= values[i] - 1e-9) / deals.Count;
            Golden.Close($"deal {i}", share, exact(values[i], deals[i].Reference, deals[i].Current), relative: 1e-12);
        }
    }
}
