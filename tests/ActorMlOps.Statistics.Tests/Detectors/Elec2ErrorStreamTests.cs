using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Sequential;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Detectors;

/// <summary>
/// The electricity market: a logistic regression fitted on the first 10,000 half-hours, its errors watched on the rest. Its error rate
/// rises from about 0.2 to 0.3 and moves with the weeks.
/// </summary>
public sealed class Elec2ErrorStreamTests(ITestOutputHelper output)
{
    private const int Trained = 10_000;

    private static readonly Lazy<(bool[] Actual, bool[] Predicted)> s_stream = new(Fit);

    [Theory]
    [InlineData(DetectorKind.Adwin, 5, 200)]
    [InlineData(DetectorKind.Ddm, 1, 200)]
    [InlineData(DetectorKind.Eddm, 5, 400)]
    [InlineData(DetectorKind.HddmA, 5, 300)]
    [InlineData(DetectorKind.PageHinkley, 1, 100)]
    [InlineData(DetectorKind.Kswin, 5, 500)]
    [InlineData(DetectorKind.NeverFire, 0, 0)]
    public void ErrorStream_FiresNowAndThen(DetectorKind kind, int least, int most)
    {
        var (actual, predicted) = s_stream.Value;
        var detector = DriftDetector.Create(kind);
        var alarms = Enumerable.Range(Trained, actual.Length - Trained)
            .Count(row => detector.Add(actual[row] == predicted[row] ? 0 : 1) == DetectorState.Drift);
        output.WriteLine($"{kind}: {alarms} drifts in {actual.Length - Trained} rows");
        Assert.InRange(alarms, least, most);
    }

    [Fact]
    public void Cells_EDetectorFromTheValidationRows_AlarmsOnceUntilAcknowledged()
    {
        var (actual, predicted) = s_stream.Value;
        // Reference: the week-long panes just before the watch; a market's hours are far from independent.
        const int Week = 336;
        var panes = Enumerable.Range(0, 18).Select(pane => Cells(3952 + (pane * Week), Week)).ToArray();
        var effect = DesignEffect.Measure(panes);
        Assert.Equal(Guarantee.Calibrated, effect.Guarantee);
        var reference = new long[ConceptCells.BinaryCells];
        foreach (var pane in panes)
            reference = [.. reference.Zip(pane, (a, b) => a + b)];
        var detector = EDetector.Create(reference, new() { Threshold = 365, DesignEffect = effect });
        var alarms = new List<int>();
        for (var row = Trained; row + Week <= actual.Length; row += Week)
        {
            (detector, var outcome) = detector.Observe(Cells(row, Week), duration: 7);
            if (outcome == EDetectorOutcome.Alarm)
                alarms.Add((row - Trained) / Week);
        }

        output.WriteLine($"design effect {effect.Value:F1} (phi {effect.Phi:F1}), visible {detector.SmallestVisibleDrift:F2}");
        output.WriteLine($"alarm in week {string.Join(' ', alarms)} of {(actual.Length - Trained) / Week}");
        Assert.Single(alarms);
        Assert.True(detector.Held);

        long[] Cells(int from, int rows)
        {
            var cells = new long[ConceptCells.BinaryCells];
            for (var row = from; row < from + rows; row++)
                cells[ConceptCells.Binary(actual[row], predicted[row])]++;
            return cells;
        }
    }

    // Gradient descent on standardised features.
    private static (bool[] Actual, bool[] Predicted) Fit()
    {
        string[] names = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];
        var columns = Csv.Columns("elec2.csv.gz");
        var features = names.Select(name => Array.ConvertAll(columns[name], Csv.Number)).ToArray();
        foreach (var feature in features)
        {
            double mean = feature[..Trained].Average(), deviation = Math.Sqrt(feature[..Trained].Average(x => (x - mean) * (x - mean)));
            for (var row = 0; row < feature.Length; row++)
                feature[row] = deviation > 1e-9 ? (feature[row] - mean) / deviation : 0;
        }

        var actual = Array.ConvertAll(columns["class"], label => label == "1");
        var weights = new double[names.Length + 1];
        for (var step = 0; step < 150; step++)
        {
            var gradient = new double[weights.Length];
            for (var row = 0; row < Trained; row++)
            {
                var error = (1 / (1 + Math.Exp(-Score(row)))) - (actual[row] ? 1 : 0);
                for (var i = 0; i < features.Length; i++)
                    gradient[i] += error * features[i][row];
                gradient[^1] += error;
            }

            for (var i = 0; i < weights.Length; i++)
                weights[i] -= gradient[i] / Trained;
        }

        return (actual, [.. Enumerable.Range(0, actual.Length).Select(row => Score(row) > 0)]);

        double Score(int row)
        {
            var score = weights[^1];
            for (var i = 0; i < features.Length; i++)
                score += weights[i] * features[i][row];
            return score;
        }
    }
}
