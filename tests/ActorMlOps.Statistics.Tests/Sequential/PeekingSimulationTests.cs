using ActorMlOps.Statistics.Sequential;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

/// <summary>
/// Two equal versions, looked at 200 times: what a fixed-time test, row-level variances and pooled differences do, and what holds.
/// </summary>
public sealed class PeekingSimulationTests(ITestOutputHelper output)
{
    private const double Alpha = 0.05;
    private const int Looks = 200;

    [Fact]
    public void IndependentRows_NaiveTestFails_ConfidenceSequenceHolds()
    {
        var runs = Simulator.Runs(500);
        var tauSquared = ConfidenceSequence.TauSquaredFor(2 * 0.1 * 0.9 / 20_000, Alpha);
        int naive = 0, valid = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run);
            var difference = StratifiedDifference.Empty;
            bool naiveAlarm = false, validAlarm = false;
            long a = 0, b = 0;
            for (var look = 1; look <= Looks; look++)
            {
                int xA = simulator.Binomial(100, 0.1), xB = simulator.Binomial(100, 0.1);
                (a, b) = (a + xA, b + xB);
                difference = difference.Add(StratumSide.Proportion(xA, 100), StratumSide.Proportion(xB, 100));
                naiveAlarm |= NaiveZ(a, 100L * look, b, 100L * look);
                validAlarm |= Excludes(difference.Interval(tauSquared, Alpha), 0);
            }

            naive += naiveAlarm ? 1 : 0;
            valid += validAlarm ? 1 : 0;
        }

        output.WriteLine($"independent: naive {(double)naive / runs:P1}, stratified confidence sequence {(double)valid / runs:P1}");
        Assert.True(naive > 0.3 * runs, $"naive {naive} of {runs}");
        Assert.True(valid <= Alpha * runs, $"valid {valid} of {runs}");
    }

    [Fact]
    public void Ramp_WithFallingBaseRate_PooledFails_StratifiedHolds()
    {
        var runs = Simulator.Runs(500);
        int[] canary = [5, 10, 25, 50, 100];
        var tauSquared = ConfidenceSequence.TauSquaredFor(0.15 * 0.85 / 5000, Alpha);
        int pooled = 0, cycle = 0, stratified = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 10_000);
            foreach (var falling in (bool[])[true, false])
            {
                var difference = StratifiedDifference.Empty;
                bool pooledAlarm = false, stratifiedAlarm = false;
                long a = 0, b = 0, nA = 0, nB = 0;
                for (var look = 0; look < Looks; look++)
                {
                    var n = canary[look * canary.Length / Looks];
                    // Falling over the ramp, or a daily cycle of 20 looks.
                    var p = falling ? 0.2 - (0.1 * look / Looks) : 0.15 + (0.1 * Math.Sin(2 * Math.PI * look / 20));
                    // In the cycle the operators ramp up at one hour of the day: shares follow the rate.
                    var nCanary = falling ? n : n + (int)(n * 0.5 * Math.Sin(2 * Math.PI * look / 20));
                    int xA = simulator.Binomial(100, p), xB = simulator.Binomial(nCanary, p);
                    (a, b, nA, nB) = (a + xA, b + xB, nA + 100, nB + nCanary);
                    difference = difference.Add(StratumSide.Proportion(xA, 100), StratumSide.Proportion(xB, nCanary));
                    var pooledDifference = StratifiedDifference.Empty.Add(StratumSide.Proportion(a, nA), StratumSide.Proportion(b, nB));
                    pooledAlarm |= Excludes(pooledDifference.Interval(tauSquared, Alpha), 0);
                    stratifiedAlarm |= Excludes(difference.Interval(tauSquared, Alpha), 0);
                }

                pooled += falling && pooledAlarm ? 1 : 0;
                cycle += !falling && pooledAlarm ? 1 : 0;
                stratified += stratifiedAlarm ? 1 : 0;
            }
        }

        output.WriteLine($"pooled, falling rate: {(double)pooled / runs:P1}; daily cycle: {(double)cycle / runs:P1}");
        output.WriteLine($"stratified: {stratified / 2.0 / runs:P1}");
        Assert.True(pooled > 0.9 * runs, $"pooled, falling {pooled} of {runs}");
        Assert.True(cycle > 0.3 * runs, $"pooled, cycle {cycle} of {runs}");
        Assert.True(stratified <= Alpha * 2 * runs, $"stratified {stratified} of {2 * runs}");
    }

    [Fact]
    public void Clusters_RowVarianceFails_UnitVarianceHolds()
    {
        const int UnitsASide = 150, RowsALook = 60;
        var runs = Simulator.Runs(60);
        // Intraclass correlation 1/4, 80 rows a unit: the design effect grows to 21.
        var tauSquared = ConfidenceSequence.TauSquaredFor(2 * 0.0475 / UnitsASide, Alpha);
        int rowAlarms = 0, unitAlarms = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 20_000);
            // Half of a side's units never fail, the others in 40 % of their rows, sticky over all strata.
            var rates = Enumerable.Range(0, 2 * UnitsASide).Select(_ => simulator.Chance(0.5) ? 0.4 : 0).ToArray();
            var byRow = StratifiedDifference.Empty;
            var byUnit = new UnitStratifiedDifference();
            bool rowAlarm = false, unitAlarm = false;
            for (var look = 0; look < Looks; look++)
            {
                Span<long> failures = [0, 0];
                for (var row = 0; row < 2 * RowsALook; row++)
                {
                    var unit = (simulator.Next() % UnitsASide * 2) + (ulong)(row % 2);
                    var failed = simulator.Chance(rates[unit]);
                    failures[row % 2] += failed ? 1 : 0;
                    byUnit.Add(unit, row % 2 == 1, failed ? 1 : 0);
                }

                byUnit.CloseStratum();
                byRow = byRow.Add(StratumSide.Proportion(failures[0], RowsALook), StratumSide.Proportion(failures[1], RowsALook));
                rowAlarm |= Excludes(byRow.Interval(tauSquared, Alpha), 0);
                unitAlarm |= Excludes(byUnit.Interval(tauSquared, Alpha), 0);
            }

            rowAlarms += rowAlarm ? 1 : 0;
            unitAlarms += unitAlarm ? 1 : 0;
        }

        output.WriteLine($"clusters: by row {(double)rowAlarms / runs:P1}, by unit {(double)unitAlarms / runs:P1}");
        Assert.True(rowAlarms > 0.3 * runs, $"by row {rowAlarms} of {runs}");
        Assert.True(unitAlarms <= Alpha * runs, $"by unit {unitAlarms} of {runs}");
    }

    [Fact]
    public void TrueDifference_IsCoveredAtAllLooks_AndFound()
    {
        var runs = Simulator.Runs(300);
        var tauSquared = ConfidenceSequence.TauSquaredFor(0.2 / 10_000, Alpha);
        int missed = 0, found = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 30_000);
            var difference = StratifiedDifference.Empty;
            bool outside = false, sees = false;
            for (var look = 0; look < Looks; look++)
            {
                int xA = simulator.Binomial(80, 0.05), xB = simulator.Binomial(40, 0.09);
                difference = difference.Add(StratumSide.Proportion(xA, 80), StratumSide.Proportion(xB, 40));
                var interval = difference.Interval(tauSquared, Alpha);
                outside |= Excludes(interval, 0.04);
                sees |= Excludes(interval, 0);
            }

            missed += outside ? 1 : 0;
            found += sees ? 1 : 0;
        }

        output.WriteLine($"difference 0.04: outside at some look {(double)missed / runs:P1}, told from 0 in {(double)found / runs:P1}");
        Assert.True(missed <= Alpha * runs, $"missed {missed} of {runs}");
        Assert.True(found >= 0.95 * runs, $"found {found} of {runs}");
    }

    private static bool Excludes(SequentialInterval interval, double truth) => interval.Low > truth || interval.High < truth;

    private static bool NaiveZ(long a, long nA, long b, long nB)
    {
        double pooled = (double)(a + b) / (nA + nB);
        var se = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / nA) + (1.0 / nB)));
        return Math.Abs(((double)a / nA) - ((double)b / nB)) > 1.959964 * se;
    }
}
