using System.Globalization;
using ActorMlOps.Statistics.Performance;
using ActorMlOps.Statistics.Performance.Estimation;
using ActorMlOps.Statistics.Tests.Support;
using Xunit.Abstractions;

namespace ActorMlOps.Statistics.Tests.Performance.Estimation;

/// <summary>
/// Three years of census rows, calibrated on the year before. NannyML's mean errors: AUC 0.0030, accuracy 0.0043, F1 0.0052.
/// </summary>
public sealed class EmploymentMaTests(ITestOutputHelper output)
{
    private const int ChunkRows = 10_000;

    [Fact]
    public void Cbpe_ChunksOfTenThousand_StayNearTheRealisedValues()
    {
        var calibrator = IsotonicCalibrator.Fit(Count(Rows("reference")));
        var chunks = Rows("analysis").Chunk(ChunkRows).Where(chunk => chunk.Length == ChunkRows).ToArray();
        var checks = chunks
            .SelectMany(chunk => EstimateCheck.Of(Cbpe.Estimate(calibrator, Predictions(chunk)), Count(chunk)))
            .ToLookup(check => check.Metric);
        foreach (var metric in checks)
        {
            var inside = metric.Count(check => check.Inside == true);
            var width = metric.Average(check => (check.Estimated.High - check.Estimated.Low) / 2);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{metric.Key}: mean error {Error(metric):F5}, {inside} inside, half width {width:F4}"));
        }

        Assert.Equal(20, chunks.Length);
        Assert.True(Error(checks["auc"]) <= 0.0033);
        Assert.True(Error(checks["accuracy"]) <= 0.0048);
        Assert.True(Error(checks["f1"]) <= 0.0058);
        Assert.All(checks.SelectMany(metric => metric), check => Assert.Equal(1, check.LabelledShare));

        static double Error(IEnumerable<EstimateCheck> metric) => metric.Average(check => Math.Abs(check.Difference!.Value));
    }

    [Fact]
    public void CrossFit_ReferenceChunks_CalibrationHelpsOutOfSample()
    {
        var fit = CrossFit.Of([.. Rows("reference").Chunk(ChunkRows).Select(Count)]);
        output.WriteLine($"calibration error {fit.ErrorBefore.Value:F5} -> {fit.ErrorAfter.Value:F5}");
        output.WriteLine($"Brier {fit.BrierBefore.Value:F5} -> {fit.BrierAfter.Value:F5}");
        Assert.True(fit.Helps);
        Assert.True(fit.ErrorAfter.Value < fit.ErrorBefore.Value / 2);
    }

    private static (double Score, bool Predicted, bool Actual)[] Rows(string part)
    {
        var columns = Csv.Columns($"employment_ma/{part}.csv.gz");
        var (predictions, labels) = (columns["prediction"], columns["employed"]);
        return [.. columns["predicted_probability"].Select((score, i) => (Csv.Number(score), predictions[i] == "1", labels[i] == "1"))];
    }

    private static BinaryCounters Count((double Score, bool Predicted, bool Actual)[] rows)
    {
        var counters = new BinaryCounters();
        foreach (var (score, predicted, actual) in rows)
            counters.Add(score, predicted, actual);
        return counters;
    }

    private static PredictionScores Predictions((double Score, bool Predicted, bool Actual)[] rows)
    {
        var scores = new PredictionScores();
        foreach (var (score, predicted, _) in rows)
            scores.Add(score, predicted);
        return scores;
    }
}
