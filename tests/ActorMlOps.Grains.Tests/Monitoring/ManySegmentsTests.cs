using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Values of a segment column that nobody has bounded, such as ids that were taken for categories.</summary>
public sealed class ManySegmentsTests
{
    private const long Values = 1_000_000;
    private const int Batch = 50_000;
    private const int Labelled = 2_000;
    private const long MostBytes = 8 << 20;

    [Fact]
    public async Task Observe_AMillionValuesOfASegment_CountsThemAsOtherInBoundedMemory()
    {
        await using var cluster = await GrainsCluster.StartAsync();
        await cluster.RegisterAsync("m", "1", Files.Model("elec2", "v1"), Elec2.Instance.Csv(0, 500), Elec2.Config with
        {
            Features = [new("period", Kind: FeatureKind.Categorical)],
            Segments = ["period"],
        });
        for (var first = 1; first < Values; first += Batch)
        {
            var rows = Enumerable.Range(0, Batch).ToArray();
            var batch = new ObservationBatch("p", 1 + (first / Batch), Batch,
            [
                // Each is a float of its own, and none is a value of the reference.
                Observed.Numbers("period", Array.ConvertAll(rows, r => ((2 * (first + r)) + 1) / (double)(1 << 21))),
                .. Elec2.Features.Skip(1).Select(f => Observed.Numbers(f, Array.ConvertAll(rows, r => r / (double)Batch))),
                Observed.Text(ObservationColumns.Prediction, Array.ConvertAll(rows, _ => "1")),
            ]);
            if (first + Batch > Values)
            {
                var labels = Observed.Text(ObservationColumns.Label, Array.ConvertAll(rows, r => r < Labelled ? "1" : ""));
                batch = batch with { Columns = [.. batch.Columns, labels with { Missing = Missing(rows) }] };
            }
            Assert.Empty((await cluster.Observations("m", "1").Observe(batch)).Errors);
        }
        var everything = WindowRange.Count(0, long.MaxValue / 2);
        var period = Array.Find((await cluster.Drift("m", "1").Report(everything, null)).Features, f => f.Name == "period")!;
        Assert.Equal((Values, Values), (period.Rows, period.Unseen));
        var performance = await cluster.Version("m", "1").Performance(everything, "period", null);
        var (value, other) = Assert.Single(performance.Segments!);
        Assert.Equal(("other", (long)Labelled), (value, other.Labelled));
        foreach (var table in (string[])["drift", "operations", "label-state", "label-log"])
            Assert.InRange(cluster.Storage.Bytes(table), 0, MostBytes);
    }

    /// <summary>A bit a row.</summary>
    private static byte[] Missing(int[] rows)
    {
        var bits = new byte[(rows.Length + 7) / 8];
        foreach (var r in rows.Where(r => r >= Labelled))
            bits[r / 8] |= (byte)(1 << (r % 8));
        return bits;
    }
}
