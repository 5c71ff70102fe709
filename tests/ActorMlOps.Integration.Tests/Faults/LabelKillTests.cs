using ActorMlOps.LoadTests.Faults;
using ActorMlOps.Tables;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Faults;

/// <summary>A few of the kills that the load tests do by the hundred.</summary>
public sealed class LabelKillTests
{
    private static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    [Fact]
    public async Task Kill_WhileLabelsArrive_LosesNoAcknowledgedLabelAndCountsNoneTwice()
    {
        using var directory = new TemporaryDirectory();
        var result = await new LabelKills(StartAsync, File.ReadAllBytes(Http.Sample("elec2/v1.onnx")), Rows(), seed: 7).RunAsync(5);

        Assert.Equal((5, 0L, 0L), (result.Kills, result.Lost, result.Differences));
        Assert.True(result.Acknowledged > 0, $"{result}");

        async Task<(Uri Url, IAsyncDisposable Process)> StartAsync()
        {
            var silo = await SiloProcess.StartReadyAsync(directory["data"]);
            return (silo.Url, silo);
        }
    }

    private static float[][] Rows()
    {
        using var file = File.OpenRead(Http.Sample("elec2/elec2.csv.gz"));
        var table = CsvTable.Read(file);
        var columns = Features.Select(f => table[f].ToDoubles()).ToArray();
        return [.. Enumerable.Range(0, 6_000).Select(r => columns.Select(c => (float)c[r]).ToArray())];
    }
}
