using ActorMlOps.Statistics.Sequential;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Sequential;

/// <summary>The promise (500 panes between false alarms) and the delay, simulated with a fixed generator.</summary>
public sealed class EDetectorSimulationTests(ITestOutputHelper output)
{
    private const int Promised = 500;
    private const int Cap = 1500;

    [Theory]
    [InlineData(10_000, 1000, 8)]
    [InlineData(1000, 100, 20)]
    public void RunLength_NoDrift_IsAtLeastThePromised(int referenceRows, int paneRows, int runs)
    {
        runs = Simulator.Runs(runs);
        double sum = 0, naive = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 1);
            var shares = Simulator.Shifted(simulator.DecileEdges(referenceRows), 0);
            sum += RunLength(Deciles(referenceRows), new() { Threshold = Promised }, Cap, () => simulator.Multinomial(paneRows, shares));
            naive += NaiveRunLength(simulator, paneRows, shares);
        }

        output.WriteLine($"R = {referenceRows}, n = {paneRows}: mean run length {sum / runs:F0} (capped at {Cap})");
        output.WriteLine($"betting against the estimated shares: {naive / runs:F0}");
        Assert.True(sum / runs >= 0.99 * Cap, $"mean run length {sum / runs}");
        Assert.True(naive / runs < Promised, $"betting against estimated shares must fail, yet its run length is {naive / runs}");
    }

    // The medians of a long run are 9, 2, 1, 11 and 4 panes.
    [Theory]
    [InlineData(10_000, 1000, 0.1, 11)]
    [InlineData(10_000, 1000, 0.2, 3)]
    [InlineData(10_000, 1000, 0.5, 1)]
    [InlineData(1000, 100, 0.3, 14)]
    [InlineData(1000, 100, 0.5, 5)]
    public void Delay_MeanShiftAfterQuietPanes_IsShort(int referenceRows, int paneRows, double shift, int most)
    {
        var delays = new List<int>();
        for (var run = 0; run < Simulator.Runs(20); run++)
        {
            var simulator = new Simulator((ulong)run + 100);
            var edges = simulator.DecileEdges(referenceRows);
            var detector = EDetector.Create(Deciles(referenceRows), new() { Threshold = Promised });
            for (var pane = 0; pane < 20; pane++)
                detector = detector.Observe(simulator.Multinomial(paneRows, Simulator.Shifted(edges, 0))).Detector;
            var shares = Simulator.Shifted(edges, shift);
            delays.Add(RunLength(detector, Cap, () => simulator.Multinomial(paneRows, shares)));
        }

        var median = delays.Order().ElementAt(delays.Count / 2);
        output.WriteLine($"R = {referenceRows}, n = {paneRows}, {shift} sigma: median {median}, mean {delays.Average():F1} panes");
        Assert.InRange(median, 1, most);
    }

    [Fact]
    public void RunLength_AutocorrelatedRows_NeedsTheDesignEffect()
    {
        const int ReferenceRows = 20_000, PaneRows = 500, Cap = 600;
        var runs = Simulator.Runs(4);
        double calibrated = 0, byMean = 0;
        var uncorrected = 0;
        for (var run = 0; run < runs; run++)
        {
            var simulator = new Simulator((ulong)run + 7);
            double x = 0;
            double Next() => x = (0.9 * x) + (Math.Sqrt(0.19) * simulator.Normal());
            var reference = Enumerable.Range(0, ReferenceRows).Select(_ => Next()).ToArray();
            var sorted = reference.Order().ToArray();
            double[] edges = [.. Enumerable.Range(1, 9).Select(decile => sorted[decile * ReferenceRows / 10])];
            var panes = reference.Chunk(PaneRows).Select(Count).ToArray();
            var effect = DesignEffect.Measure(panes);
            Assert.Equal(Guarantee.Calibrated, effect.Guarantee);

            long[] Pane() => Count(Enumerable.Range(0, PaneRows).Select(_ => Next()));
            calibrated += RunLength(Deciles(ReferenceRows), new() { Threshold = Promised, DesignEffect = effect }, Cap, Pane);
            byMean += RunLength(
                Deciles(ReferenceRows), new() { Threshold = Promised, DesignEffect = effect with { Largest = null } }, Cap, Pane);
            uncorrected += RunLength(Deciles(ReferenceRows), new() { Threshold = Promised }, Cap, Pane) < Cap ? 1 : 0;

            long[] Count(IEnumerable<double> rows)
            {
                var counts = new long[10];
                foreach (var row in rows)
                {
                    var at = Array.BinarySearch(edges, row);
                    counts[at >= 0 ? at + 1 : ~at]++;
                }

                return counts;
            }
        }

        output.WriteLine($"AR(1) 0.9: mean run length {calibrated / runs:F0} (capped at {Cap}), by phi alone {byMean / runs:F0}");
        output.WriteLine($"without correction {uncorrected} of {runs} runs alarm");
        Assert.True(calibrated / runs >= Promised, $"mean run length {calibrated / runs}");
        Assert.True(byMean / runs < Promised, $"phi alone is known to fail, yet its mean run length is {byMean / runs}");
        Assert.Equal(runs, uncorrected);
    }

    private static long[] Deciles(int rows) => [.. Enumerable.Repeat(rows / 10L, 10)];

    private static int RunLength(long[] reference, EDetectorOptions options, int cap, Func<long[]> pane) =>
        RunLength(EDetector.Create(reference, options), cap, pane);

    private static int RunLength(EDetector detector, int cap, Func<long[]> pane)
    {
        for (var length = 1; length <= cap; length++)
        {
            (detector, var outcome) = detector.Observe(pane());
            if (outcome == EDetectorOutcome.Alarm)
                return length;
        }

        return cap;
    }

    // The same bet (memory 0.97) against equal shares: what the reference's deciles estimate, taken as the truth.
    private static int NaiveRunLength(Simulator simulator, int paneRows, double[] shares)
    {
        double[] past = new double[10];
        double evidence = 0;
        for (var length = 1; length <= Cap; length++)
        {
            var x = simulator.Multinomial(paneRows, shares);
            double log = 0, total = past.Sum() + 10;
            for (var i = 0; i < 10; i++)
            {
                log += x[i] * Math.Log((past[i] + 1) / total * 10);
                past[i] = (0.97 * past[i]) + x[i];
            }

            evidence = Math.Exp(log) * (evidence + 1);
            if (evidence >= Promised)
                return length;
        }

        return Cap;
    }
}
