using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Drift;

/// <summary>
/// False-alarm rates at alpha = 0.05 where nothing drifts, by a fixed generator. <c>ACTORMLOPS_LONG_TESTS=1</c> runs twenty times
/// as many windows.
/// </summary>
public sealed class FalseAlarmTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;

    private static readonly int s_factor = Environment.GetEnvironmentVariable("ACTORMLOPS_LONG_TESTS") == "1" ? 20 : 1;

    // The band alone alarms in most windows of 100 rows and never sees a drift in windows of 10,000.
    [Theory]
    [InlineData(100, 100, true)]
    [InlineData(1000, 50, true)]
    [InlineData(600, 600, false)]
    [InlineData(5000, 1000, false)]
    public void Psi_NoDrift_AlarmsAtAlphaWhereTheBandDoesNot(int n, int m, bool bandAlarms)
    {
        var generator = new SampleGenerator(7);
        var windows = 400 * s_factor;
        int alarms = 0, overBand = 0;
        // No band: the verdict is that of the null law alone.
        var options = new DriftOptions { PsiBand = 0, Redraws = 199 };
        for (var i = 0; i < windows; i++)
        {
            long[] reference = Cells(generator, n, 10), current = Cells(generator, m, 10);
            var result = Psi.Test(reference, current, options);
            alarms += result.Drifted ? 1 : 0;
            overBand += result.Value >= 0.1 ? 1 : 0;
        }

        output.WriteLine($"PSI of {n} and {m} rows: {Rate(alarms, windows)} at alpha 0.05, {Rate(overBand, windows)} by the band of 0.1");
        AssertNearAlpha(alarms, windows);
        if (bandAlarms)
            Assert.True(overBand > 0.5 * windows, Rate(overBand, windows));
        else
            Assert.True(overBand < 0.005 * windows, Rate(overBand, windows));
    }

    [Theory]
    [InlineData(1000, 1000, 5)]
    [InlineData(2000, 1500, 20)]
    public void ChiSquare_NoDrift_AlarmsAtAlphaWhereTheOneSampleFormDoesNot(int n, int m, int categories)
    {
        var generator = new SampleGenerator(19);
        var windows = 1000 * s_factor;
        int alarms = 0, oneSample = 0;
        for (var i = 0; i < windows; i++)
        {
            long[] reference = Cells(generator, n, categories), current = Cells(generator, m, categories);
            alarms += ChiSquare.Test(reference, current, Alpha).Drifted ? 1 : 0;
            oneSample += ChiSquare.GoodnessOfFit(reference, current, Alpha).Drifted ? 1 : 0;
        }

        var rates = $"{Rate(alarms, windows)} at alpha 0.05, one-sample form {Rate(oneSample, windows)}";
        output.WriteLine($"chi-square of {n} and {m} rows in {categories}: {rates}");
        AssertNearAlpha(alarms, windows);
        Assert.True(oneSample > 0.18 * windows, Rate(oneSample, windows));
    }

    [Theory]
    [InlineData(2000, 2000)]
    [InlineData(4000, 300)]
    public void RankTests_FromCountersWithoutDrift_AlarmAtAlphaOrLess(int n, int m)
    {
        var generator = new SampleGenerator(29);
        var windows = 200 * s_factor;
        var methods = (string[])[DriftMethods.Ks, DriftMethods.Cvm, DriftMethods.Ad, DriftMethods.Mwu];
        var alarms = methods.ToDictionary(method => method, _ => 0);
        var options = new DriftOptions { Methods = methods, Alpha = Alpha };
        for (var i = 0; i < windows; i++)
        {
            var profile = ColumnProfile.Numeric("x", Draw(n));
            var window = new ColumnCounters(profile);
            window.AddColumn(Draw(m));
            foreach (var result in ColumnDrift.Evaluate(profile, window, options).Results)
                alarms[result.Method] += result.Drifted ? 1 : 0;
        }

        output.WriteLine($"{n} and {m} rows: {string.Join(", ", alarms.Select(pair => $"{pair.Key} {Rate(pair.Value, windows)}"))}");
        Assert.All(alarms.Values, count => Assert.InRange(count, 0, Upper(windows)));
        // The two whose p-value is no upper end of an interval alarm at alpha, not below it.
        AssertNearAlpha(alarms[DriftMethods.Cvm], windows);
        AssertNearAlpha(alarms[DriftMethods.Ad], windows);

        double[] Draw(int rows) => [.. Enumerable.Range(0, rows).Select(_ => generator.Uniform())];
    }

    [Theory]
    [InlineData(DriftMethods.Js)]
    [InlineData(DriftMethods.Hellinger)]
    [InlineData(DriftMethods.Kl)]
    public void ShareTests_NoDrift_AlarmAtAlpha(string method)
    {
        var generator = new SampleGenerator(37);
        var windows = 400 * s_factor;
        int alarms = 0, small = 0;
        var options = new DriftOptions { DistanceBand = 0, Redraws = 199 };
        for (var i = 0; i < windows; i++)
        {
            alarms += ShareTests.Test(method, Cells(generator, 2000, 10), Cells(generator, 1000, 10), options).Drifted ? 1 : 0;
            small += ShareTests.Test(method, Cells(generator, 200, 10), Cells(generator, 100, 10), options).Drifted ? 1 : 0;
        }

        output.WriteLine($"{method}: {Rate(alarms, windows)} at 2,000 and 1,000 rows, {Rate(small, windows)} at 200 and 100");
        AssertNearAlpha(alarms, windows);
        AssertNearAlpha(small, windows);
    }

    private static long[] Cells(SampleGenerator generator, int rows, int cells)
    {
        var counts = new long[cells];
        for (var i = 0; i < rows; i++)
            counts[(int)(generator.Uniform() * cells)]++;
        return counts;
    }

    private static string Rate(int count, int windows) => $"{100.0 * count / windows:F1} %";

    // Four standard deviations of a binomial count.
    private static int Upper(int windows) => (int)Math.Ceiling((Alpha * windows) + (4 * Math.Sqrt(Alpha * (1 - Alpha) * windows)));

    private static void AssertNearAlpha(int alarms, int windows) =>
        Assert.InRange(alarms, (int)((2 * Alpha * windows) - Upper(windows)), Upper(windows));
}
