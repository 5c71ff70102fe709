using System.Runtime.InteropServices;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using Xunit.Abstractions;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>The whole path on real rows: predictions, panes, windows by count, drift, labels, performance.</summary>
public sealed class Elec2ReplayTests(ITestOutputHelper output)
{
    private const int Chunk = 2_000;
    private const int RowsPerRequest = 250;

    [Fact]
    public async Task Elec2_ReplayedInChunks_EqualsTheExpectedDriftAndPerformance()
    {
        var data = Elec2.Instance;
        await using var cluster = await GrainsCluster.StartAsync();
        var registered = await cluster.RegisterAsync("elec2", "v1", Files.Model("elec2", "v1"), data.Csv(0, Elec2.ReferenceRows), Elec2.Config);
        Assert.Equal(RegisterOutcome.Created, registered.Outcome);
        var expected = Files.Expected("performance_v1_chunks.csv");
        var replayed = data.Rows - Elec2.ReferenceRows;
        var scores = new float[replayed];
        for (var first = 0; first < replayed; first += RowsPerRequest)
        {
            var rows = Math.Min(RowsPerRequest, replayed - first);
            var response = await cluster.Router("elec2").Predict(data.Request(Elec2.ReferenceRows + first, rows, $"p{first}"));
            var part = Assert.Single(response.Parts);
            Assert.Equal(PredictOutcome.Ok, part.Outcome);
            var probabilities = MemoryMarshal.Cast<byte, float>(part.Outputs!.Find("probabilities")!.Data.Span);
            for (var r = 0; r < rows; r++)
                scores[first + r] = probabilities[(2 * r) + 1];
        }
        await cluster.WaitForRowsAsync("elec2", "v1", replayed);
        for (var first = 0; first < replayed; first += Chunk)
        {
            var labels = Enumerable.Range(first, Math.Min(Chunk, replayed - first)).Select(r => new PredictionLabel(
                $"p{r - (r % RowsPerRequest)}#{r % RowsPerRequest}", data.Labels[Elec2.ReferenceRows + r])).ToArray();
            var result = await cluster.Labels("elec2").Label(labels);
            Assert.Equal(labels.Length, result!.Accepted + result.Pending);
        }

        await ComparePerformance(cluster, expected, scores);
        await CompareDrift(cluster);
        Assert.Equal(0, (await cluster.AllWindowsAsync("elec2", "v1")).RowsLost);
    }

    private static async Task ComparePerformance(GrainsCluster cluster, Tables.Table expected, float[] scores)
    {
        for (var chunk = 0; chunk < expected.Rows; chunk++)
        {
            var grain = cluster.Version("elec2", "v1");
            var rows = int.Parse(expected["n"][chunk]!);
            var range = await grain.Resolve(Chunk, chunk * Chunk);
            var report = await Eventually.GetAsync(() => grain.Performance(range, null, null), r => r.Labelled == rows, r => $"{r.Labelled} labelled");
            Assert.Equal(rows, report.Window.Rows);
            Assert.Equal(chunk * Chunk, report.Window.FirstRow);
            // The reference's 10,000 labels, and those of the chunks before.
            Assert.Equal((rows, chunk == 0 ? 0 : Math.Min(10_000, chunk * Chunk)), (report.Estimated.Rows, report.Estimated.CalibratedOn!.LabelledRows));
            Assert.All(report.Estimated.Metrics.Values, m => Assert.InRange(m.Value!.Value, m.Low!.Value, m.High!.Value));
            foreach (var (metric, column) in new[]
            {
                ("accuracy", "accuracy"), ("f1", "f1"), ("precision", "precision"), ("recall", "recall"),
            })
            {
                Assert.Equal(Files.Number(expected[column], chunk), report.Metrics[metric].Value!.Value, 1e-12);
            }
            // The expected scores are doubles; two of them that are one float here make a tie of what was an ordered pair.
            var ties = TiedShare(scores.AsSpan(chunk * Chunk, rows), Elec2.Instance.Labels.AsSpan(Elec2.ReferenceRows + (chunk * Chunk), rows));
            Assert.Equal(Files.Number(expected["auc"], chunk), report.Metrics["auc"].Value!.Value, 1e-12 + (ties / 2));
            Assert.Equal(Files.Number(expected["brier"], chunk), report.Metrics["brier"].Value!.Value, 1e-6);
        }
    }

    /// <summary>Share of the pairs of a positive and a negative row whose scores are equal.</summary>
    private static double TiedShare(ReadOnlySpan<float> scores, ReadOnlySpan<string> labels)
    {
        var groups = new Dictionary<float, (long Positives, long Negatives)>();
        for (var r = 0; r < scores.Length; r++)
        {
            var (p, n) = groups.GetValueOrDefault(scores[r]);
            groups[scores[r]] = labels[r] == "1" ? (p + 1, n) : (p, n + 1);
        }
        return (double)groups.Values.Sum(g => g.Positives * g.Negatives) / (groups.Values.Sum(g => g.Positives) * groups.Values.Sum(g => g.Negatives));
    }

    private async Task CompareDrift(GrainsCluster cluster)
    {
        var expected = Files.Expected("drift_chunks_ref_0_9999.csv");
        var (worst, compared) = (0.0, 0);
        foreach (var chunk in Enumerable.Range(0, expected.Rows).GroupBy(r => int.Parse(expected["row_from"][r]!)))
        {
            var range = await cluster.Version("elec2", "v1").Resolve(Chunk, chunk.Key - Elec2.ReferenceRows);
            var report = await cluster.Drift("elec2", "v1").Report(range, ["psi", "ks"]);
            Assert.Equal(range.Rows, report.Window.Rows);
            Assert.Equal(["prediction", "score", "confidence"], report.Prediction.Select(c => c.Name));
            foreach (var row in chunk.Where(r => Elec2.Features.Contains(expected["feature"][r])))
            {
                var feature = Array.Find(report.Features, f => f.Name == expected["feature"][row])!;
                var psi = Array.Find(feature.Tests, t => t.Method == "psi")!;
                var ks = Array.Find(feature.Tests, t => t.Method == "ks")!;
                worst = Math.Max(worst, Math.Abs(Files.Number(expected["psi_quantile"], row) - psi.Value!.Value));
                Assert.Equal(Files.Number(expected["psi_quantile"], row), psi.Value!.Value, 1e-9);
                Assert.InRange(Files.Number(expected["ks_statistic"], row), ks.Low!.Value - 1e-12, ks.High!.Value + 1e-12);
                compared++;
            }
        }
        output.WriteLine($"{compared} feature chunks compared, worst PSI difference {worst:R}");
        Assert.Equal(6 * 18, compared);
    }
}
