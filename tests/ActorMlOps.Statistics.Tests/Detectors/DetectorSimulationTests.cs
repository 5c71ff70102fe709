using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Sequential;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Detectors;

/// <summary>What each detector does with its default settings, simulated with a fixed generator, beside the two dummies.</summary>
public sealed class DetectorSimulationTests(ITestOutputHelper output)
{
    private const int Rows = 10_000;

    // The rate doubled or more at row 5,000 of 10,000; at least this time between false alarms, found within this delay.
    [Theory]
    [InlineData(DetectorKind.Adwin, 100_000, 200)]
    [InlineData(DetectorKind.Ddm, 1000, 800)]
    [InlineData(DetectorKind.Eddm, 300, 1000)]
    [InlineData(DetectorKind.HddmA, 5000, 200)]
    [InlineData(DetectorKind.PageHinkley, 100_000, 400)]
    [InlineData(DetectorKind.Kswin, 1000, 100)]
    [InlineData(DetectorKind.AlwaysFire, 1, 0)]
    [InlineData(DetectorKind.NeverFire, double.PositiveInfinity, double.NaN)]
    public void ErrorRate_TenToFiftyPercent(DetectorKind kind, double leastBetween, double mostDelay)
    {
        var runs = Simulator.Runs(20);
        int found = 0, falseAlarms = 0;
        double delay = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run);
            var detector = DriftDetector.Create(kind);
            var alarms = Enumerable.Range(0, Rows)
                .Where(row => detector.Add(simulator.Chance(row < Rows / 2 ? 0.1 : 0.5) ? 1 : 0) == DetectorState.Drift).ToList();
            var evaluation = DetectorEvaluation.Of(alarms, [Rows / 2], Rows, Rows / 2);
            found += evaluation.Found;
            falseAlarms += evaluation.FalseAlarms;
            delay += evaluation.MeanTimeToDetection ?? 0;
        }

        double between = (double)Rows * runs / falseAlarms, meanDelay = delay / found;
        output.WriteLine($"{kind}: found {found} of {runs} after {meanDelay:F0} rows, false alarms each {between:F0} rows");
        Assert.True(between >= leastBetween, $"false alarms each {between} rows");
        if (kind == DetectorKind.NeverFire)
        {
            Assert.Equal(0, found);
            return;
        }

        Assert.Equal(runs, found);
        Assert.True(meanDelay <= mostDelay, $"found after {meanDelay} rows");
    }

    // On numbers: a shift of two standard deviations.
    [Theory]
    [InlineData(DetectorKind.Adwin, 60)]
    [InlineData(DetectorKind.PageHinkley, 60)]
    [InlineData(DetectorKind.Kswin, 40)]
    public void Numbers_ShiftOfTwoSigma_IsFound(DetectorKind kind, double mostDelay)
    {
        double delay = 0;
        for (ulong run = 0; run < 20; run++)
        {
            var simulator = new Simulator(run);
            var detector = DriftDetector.Create(kind);
            for (var row = 0; row < 1000; row++)
                detector.Add(simulator.Normal());
            var rows = 1;
            while (detector.Add(simulator.Normal() + 2) != DetectorState.Drift && rows < 1000)
                rows++;
            delay += rows;
        }

        output.WriteLine($"{kind}: {delay / 20:F0} rows");
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
