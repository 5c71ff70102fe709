using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Sequential;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Detectors;

/// <summary>What each detector does with its default settings, simulated with a fixed generator, beside the two dummies.</summary>
public sealed class DetectorSimulationTests(ITestOutputHelper output)
{
    private const int Rows = 10_000;

    // Rows between false alarms on independent errors at a rate of 0.2. ADWIN's delta bounds a check (each 32 rows, so 16,000 rows),
    // KSWIN's alpha a comparison (each row, so 200 rows); the others state no rate, theirs is what they do.
    [Theory]
    [InlineData(DetectorKind.Adwin, 32 / 0.002)]
    [InlineData(DetectorKind.Ddm, 1500)]
    [InlineData(DetectorKind.Eddm, 300)]
    [InlineData(DetectorKind.HddmA, 20_000)]
    [InlineData(DetectorKind.PageHinkley, 20_000)]
    [InlineData(DetectorKind.Kswin, 1 / 0.005)]
    [InlineData(DetectorKind.AlwaysFire, 1)]
    [InlineData(DetectorKind.NeverFire, double.PositiveInfinity)]
    public void IndependentErrors_FalseAlarms_AreNoMoreThanStated(DetectorKind kind, double least)
    {
        var runs = Simulator.Runs(6);
        var alarms = Enumerable.Range(0, runs).Sum(run =>
        {
            var simulator = new Simulator((ulong)run + 70);
            return Alarms(DriftDetector.Create(kind), _ => simulator.Chance(0.2) ? 1 : 0).Count;
        });
        var between = (double)Rows * runs / alarms;
        output.WriteLine($"{kind}: {alarms} false alarms, one each {between:F0} rows");
        Assert.True(between >= least, $"one false alarm each {between} rows");
    }

    // The error rate rises from 0.1 to 0.5 at row 5,000: all changes found, on average within this delay. Alarms while a detector
    // still works off the change count as false.
    [Theory]
    [InlineData(DetectorKind.Adwin, 100)]
    [InlineData(DetectorKind.Ddm, 500)]
    [InlineData(DetectorKind.Eddm, 200)]
    [InlineData(DetectorKind.HddmA, 100)]
    [InlineData(DetectorKind.PageHinkley, 200)]
    [InlineData(DetectorKind.Kswin, 1000)]
    [InlineData(DetectorKind.AlwaysFire, 0)]
    [InlineData(DetectorKind.NeverFire, null)]
    public void AbruptChange_IsFoundWithinTheDelay(DetectorKind kind, int? mostDelay)
    {
        const int Runs = 10;
        int found = 0, falseAlarms = 0;
        double delay = 0;
        for (ulong run = 0; run < Runs; run++)
        {
            var simulator = new Simulator(run);
            var alarms = Alarms(DriftDetector.Create(kind), row => simulator.Chance(row < Rows / 2 ? 0.1 : 0.5) ? 1 : 0);
            var evaluation = DetectorEvaluation.Of(alarms, [Rows / 2], Rows, Rows / 2);
            found += evaluation.Found;
            falseAlarms += evaluation.FalseAlarms;
            delay += evaluation.MeanTimeToDetection ?? 0;
        }

        output.WriteLine($"{kind}: found {found} of {Runs} after {delay / Math.Max(1, found):F0} rows, {falseAlarms} false alarms");
        Assert.Equal(mostDelay is null ? 0 : Runs, found);
        Assert.True(delay <= Runs * (mostDelay ?? 0), $"found after {delay / Runs} rows");
    }

    private static List<int> Alarms(IDriftDetector detector, Func<int, double> stream) =>
        [.. Enumerable.Range(0, Rows).Where(row => detector.Add(stream(row)) == DetectorState.Drift)];

    // On numbers: a shift of two standard deviations.
    [Theory]
    [InlineData(DetectorKind.Adwin, 60)]
    [InlineData(DetectorKind.PageHinkley, 60)]
    [InlineData(DetectorKind.Kswin, 40)]
    public void Numbers_ShiftOfTwoSigma_IsFound(DetectorKind kind, double mostDelay)
    {
        double delay = 0;
        var falseAlarms = 0;
        for (ulong run = 0; run < 20; run++)
        {
            var simulator = new Simulator(run);
            var detector = DriftDetector.Create(kind);
            for (var row = 0; row < 1000; row++)
                falseAlarms += detector.Add(simulator.Normal()) == DetectorState.Drift ? 1 : 0;
            var rows = 1;
            while (detector.Add(simulator.Normal() + 2) != DetectorState.Drift && rows < 1000)
                rows++;
            delay += rows;
        }

        output.WriteLine($"{kind}: {delay / 20:F0} rows, {falseAlarms} false alarms in 20,000");
        Assert.True(falseAlarms <= 20_000 * 0.005, $"{falseAlarms} false alarms");
        Assert.True(delay / 20 <= mostDelay, $"found after {delay / 20} rows");
    }

    [Fact]
    public void SwappedErrors_OnlyTheCellsSee()
    {
        // 20 % errors throughout; false positives become false negatives half-way.
        var simulator = new Simulator(6);
        long[] Pane(bool swapped)
        {
            var cells = new long[ConceptCells.BinaryCells];
            for (var row = 0; row < 200; row++)
            {
                var wrong = simulator.Chance(0.2);
                var actual = wrong ? simulator.Chance(swapped ? 0.9 : 0.1) : simulator.Chance(0.5);
                cells[ConceptCells.Binary(actual, wrong ? !actual : actual)]++;
            }

            return cells;
        }

        long[] reference = new long[ConceptCells.BinaryCells];
        for (var pane = 0; pane < 25; pane++)
            reference = [.. reference.Zip(Pane(false), (a, b) => a + b)];
        var cells = EDetector.Create(reference, new() { Threshold = 1000 });
        var errors = EDetector.Create([reference[0], reference[1] + reference[2]], new() { Threshold = 1000 });
        for (var pane = 0; pane < 60; pane++)
        {
            var counts = Pane(pane >= 30);
            (cells, var outcome) = cells.Observe(counts);
            (errors, var errorOutcome) = errors.Observe([counts[0], counts[1] + counts[2]]);
            Assert.Equal(EDetectorOutcome.InControl, errorOutcome);
            Assert.Equal(pane < 30 ? EDetectorOutcome.InControl : pane == 30 ? EDetectorOutcome.Alarm : EDetectorOutcome.Held, outcome);
        }
    }
}
