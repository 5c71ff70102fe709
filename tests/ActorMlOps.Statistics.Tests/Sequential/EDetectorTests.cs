using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sequential;

public sealed class EDetectorTests
{
    private static readonly long[] s_reference = [400, 300, 200, 100, 0];

    private static EDetector Detector(double threshold = 100) => EDetector.Create(s_reference, new() { Threshold = threshold });

    [Fact]
    public void Observe_GrossDrift_AlarmsAndHoldsUntilAcknowledged()
    {
        var (held, outcome) = Detector().Observe([0, 0, 0, 0, 500]);
        Assert.Equal(EDetectorOutcome.Alarm, outcome);
        Assert.True(held.Held);
        Assert.True(held.LogEvidence >= Math.Log(100));
        Assert.Equal(1, held.Alarms);

        var (still, heldOutcome) = held.Observe([400, 300, 200, 100, 0]);
        Assert.Equal(EDetectorOutcome.Held, heldOutcome);
        Assert.Same(held, still);

        var anew = held.Acknowledge();
        Assert.False(anew.Held);
        Assert.Equal(double.NegativeInfinity, anew.LogEvidence);
        Assert.Equal(EDetectorOutcome.Alarm, anew.Observe([0, 0, 0, 0, 500]).Outcome);
    }

    [Fact]
    public void Observe_LeavesTheDetectorItself_Unchanged()
    {
        var detector = Detector().Observe([40, 30, 20, 10, 0]).Detector;
        var before = detector.Encode();
        detector.Observe([0, 0, 0, 0, 500]);
        Assert.Equal(before, detector.Encode());
    }

    [Fact]
    public void Observe_EmptyPane_ChangesNothing()
    {
        var detector = Detector();
        var step = detector.Observe([0, 0, 0, 0, 0], 365);
        Assert.Equal(EDetectorOutcome.Empty, step.Outcome);
        Assert.Same(detector, step.Detector);
    }

    [Fact]
    public void Observe_DriftInsideTheTolerance_IsInvisible()
    {
        var options = new EDetectorOptions { Threshold = 20, Tolerance = 0.1 };
        var tolerant = EDetector.Create([5000, 5000], options);
        var strict = EDetector.Create([5000, 5000], options with { Tolerance = 0 });
        var alarms = 0;
        for (var pane = 0; pane < 200; pane++)
        {
            // PSI of .55/.45 against .5/.5 is 0.02.
            (tolerant, var outcome) = tolerant.Observe([550, 450]);
            Assert.Equal(EDetectorOutcome.InControl, outcome);
            (strict, outcome) = strict.Acknowledge().Observe([550, 450]);
            alarms += outcome == EDetectorOutcome.Alarm ? 1 : 0;
        }

        Assert.True(alarms > 10, $"{alarms} alarms");
        Assert.True(tolerant.SmallestVisibleDrift > strict.SmallestVisibleDrift);
    }

    // (sqrt(chi2_.99(9)/20000) + sqrt(s/2))^2 with chi2_.99(9) = 21.665994.
    [Theory]
    [InlineData(0, 0.046546745)]
    [InlineData(0.02, 0.187968101)]
    public void SmallestVisibleDrift_KnownReference_IsTheFormula(double tolerance, double expected) => Golden.Close(
        "sqrt(2 rho)",
        expected,
        EDetector.Create([.. Enumerable.Repeat(1000L, 10)], new() { Threshold = 1, Tolerance = tolerance }).SmallestVisibleDrift,
        1e-7);

    [Fact]
    public void SmallestVisibleDrift_ExactRadius_SolvesAgrawalsEquation()
    {
        var detector = EDetector.Create([.. Enumerable.Repeat(1000L, 10)], new() { Threshold = 1, ExactRadius = true, Detectors = 5 });
        var x = detector.SmallestVisibleDrift!.Value * detector.SmallestVisibleDrift.Value / 2 * 10_000;
        Assert.True(x > 9);
        Golden.Close("ln(1/delta)", Math.Log(500), x - (9 * Math.Log(Math.E * x / 9)), 1e-9);
    }

    [Fact]
    public void Observe_EmptyReference_NeverAlarms()
    {
        var detector = EDetector.Create([0, 0, 0], new() { Threshold = 1.5 });
        Assert.Null(detector.SmallestVisibleDrift);
        for (var pane = 0; pane < 50; pane++)
        {
            (detector, var outcome) = detector.Observe([pane * 1000, 0, 1]);
            Assert.Equal(EDetectorOutcome.InControl, outcome);
        }
    }

    [Fact]
    public void Observe_LongerPanes_CountAsMoreTime()
    {
        // The first pane's evidence is proportional to its duration.
        long[] pane = [430, 300, 200, 70, 0];
        var day = Detector(1e6).Observe(pane, 1).Detector.LogEvidence;
        var week = Detector(1e6).Observe(pane, 7).Detector.LogEvidence;
        Golden.Close("evidence", day + Math.Log(7), week, 1e-12);
    }

    [Fact]
    public void Observe_AnyCounts_NeverThrowsNorYieldsNaN()
    {
        var counts = Gen.OneOf(Gen.Const(0L), Gen.Const(1L), Gen.Long[0, 1000], Gen.Const(1_000_000_000L), Gen.Const(1L << 50));
        var durations = Pick.From(double.Epsilon, 1, 1e-300, 1e300);
        var cases = Gen.Select(counts.Array[1, 12], Gen.Int, Pick.From(0, 0.1, 1e300), durations, Gen.Bool);
        cases.Sample((reference, seed, tolerance, duration, exact) =>
        {
            var simulator = new Simulator((ulong)seed);
            var detector = EDetector.Create(reference, new() { Threshold = 50, Tolerance = tolerance, ExactRadius = exact });
            long[] sizes = [0, 0, 1, 7, 1_000_000_000, 1L << 50];
            for (var pane = 0; pane < 5; pane++)
            {
                long[] x = [.. reference.Select(_ => sizes[(int)(simulator.Next() % 6)])];
                (detector, _) = detector.Acknowledge().Observe(x, duration);
                Assert.True(detector.LogEvidence < double.PositiveInfinity, $"evidence {detector.LogEvidence}");
                Assert.True(detector.SmallestVisibleDrift is null or >= 0, $"visible {detector.SmallestVisibleDrift}");
                Assert.Equal(detector.Encode(), EDetector.Decode(detector.Encode()).Encode());
            }
        }, iter: 300);
    }

    [Fact]
    public void Arguments_OutOfRange_NameTheField()
    {
        Assert.Throws<ArgumentException>("reference", () => EDetector.Create([], new() { Threshold = 1 }));
        Assert.Throws<ArgumentException>("reference", () => EDetector.Create([1, -1], new() { Threshold = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>("Threshold", () => EDetector.Create([1], new() { Threshold = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>("Threshold", () => EDetector.Create([1], new() { Threshold = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "Tolerance", () => EDetector.Create([1], new() { Threshold = 1, Tolerance = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>("Detectors", () => EDetector.Create([1], new() { Threshold = 1, Detectors = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            "DesignEffect", () => EDetector.Create([1], new() { Threshold = 1, DesignEffect = new(double.NaN, 1, 2) }));
        Assert.Throws<ArgumentException>("counts", () => Detector().Observe([1]));
        Assert.Throws<ArgumentException>("counts", () => Detector().Observe([1, 2, 3, 4, -5]));
        Assert.Throws<ArgumentOutOfRangeException>("duration", () => Detector().Observe([1, 2, 3, 4, 5], 0));
        Assert.Throws<ArgumentOutOfRangeException>("duration", () => Detector().Observe([1, 2, 3, 4, 5], double.NaN));
    }
}
