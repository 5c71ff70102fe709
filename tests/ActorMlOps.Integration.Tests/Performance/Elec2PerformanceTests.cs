using System.Globalization;
using ActorMlOps.Statistics.Performance;
using Xunit.Abstractions;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>Three served versions on two years of half hours; expected: scikit-learn's figures of its own float64 scores.</summary>
public sealed class Elec2PerformanceTests(ITestOutputHelper output)
{
    private const double LastDigit = 6e-8;

    private static readonly string[] s_features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    private static readonly Table s_table = new("Demo", "Data", "elec2", "elec2.csv.gz");

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Elec2_EveryChunkOfEveryVersion_IsReproducedFromCounters(string version)
    {
        var expected = new Table("Golden", $"elec2_performance_{version}.csv");
        int[] rows = [.. Enumerable.Range(0, s_table.Rows)];
        var (labels, scores) = Scores.Of($"elec2/{version}.onnx", s_table, rows, s_features);
        double largest = 0;
        for (var chunk = 0; chunk < expected.Rows; chunk++)
        {
            var counters = new BinaryCounters();
            var from = (int)expected.Number("row_from", chunk);
            int[] chunkRows = rows[from..(int)expected.Number("row_to_exclusive", chunk)];
            foreach (var row in chunkRows)
                counters.Add(scores[row], labels[row] == 1, s_table["class"][row] == "1");
            Assert.Equal(expected.Number("n", chunk), counters.Rows);
            var metrics = counters.Metrics();
            double predicted = counters.TruePositives + counters.FalsePositives;
            double positive = counters.TruePositives + counters.FalseNegatives;
            var labelled = chunkRows.Select(row => (Score: scores[row], Positive: s_table["class"][row] == "1"))
                .Select(row => (row.Score, row.Positive, Actual: row.Positive ? row.Score : 1 - row.Score)).ToArray();
            var tied = TiedPairs([.. labelled.Select(row => (row.Score, row.Positive))]);
            Close("positive_rate_true", positive / counters.Rows, 1e-12);
            // One row at the threshold may fall to the other side in float32; the served answer counts.
            Close("positive_rate_predicted", predicted / counters.Rows, 1.01 / counters.Rows);
            Close("accuracy", metrics.Accuracy.Value, 1.01 / counters.Rows);
            // Scores that differ in float64 may tie in float32 near 1: the area is off by at most half the tied pairs.
            Close("auc", metrics.Auc.Value, 1e-7 + (tied / 2));
            Close("f1", metrics.F1.Value, 2e-3);
            Close("precision", metrics.Precision.Value, 2e-3);
            Close("recall", metrics.Recall.Value, 2e-3);
            // A float's last digit near 1 decides what a surely wrong row costs: 18 nats more if its chance is served as 0.
            Close("log_loss", metrics.LogLoss.Value, 1e-6 + labelled.Average(row => Math.Min(18, LastDigit / row.Actual)));
            Close("brier", metrics.Brier.Value, 1e-6);

            void Close(string column, double? got, double tolerance)
            {
                var difference = Math.Abs(expected.Number(column, chunk) - got!.Value);
                largest = Math.Max(largest, difference);
                var what = string.Create(CultureInfo.InvariantCulture, $"chunk {chunk} {column}: off by {difference:G3}");
                Assert.True(difference <= tolerance, what);
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"elec2 {version}: {expected.Rows} chunks, largest difference {largest:G3}"));
        Assert.Equal(18, expected.Rows);
    }

    /// <summary>Pairs of a positive and a negative with one score, as a share of all.</summary>
    private static double TiedPairs((double Score, bool Positive)[] rows)
    {
        double positives = rows.Count(row => row.Positive);
        return rows.GroupBy(row => row.Score).Sum(group => (double)group.Count(row => row.Positive) * group.Count(row => !row.Positive))
            / positives / (rows.Length - positives);
    }
}
