using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;
using Xunit.Abstractions;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>
/// Three years of census rows observed in chunks of 10,000, estimated from their scores as they come in and judged by their labels. NannyML's
/// mean errors: AUC 0.0030, accuracy 0.0043, F1 0.0052. Source and licence of the rows: Golden/employment_ma/README.md.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class EmploymentMaTests(ApiFixture fixture, ITestOutputHelper output)
{
    private const int ChunkRows = 10_000;
    private const int Chunks = 20;
    private const string Model = "performance.employment";

    private const string Config = """
        {"task":"binary","features":[{"name":"predicted_probability"}],"output":{"classes":["0","1"]},
         "reference":{"labelColumn":"employed","ignore":["prediction"]}}
        """;

    [Fact]
    public async Task Estimated_EveryChunk_IsNearTheRealisedValueAndCalibratedOnRowsBeforeIt()
    {
        var client = fixture.Client;
        // The score itself is the model: what is served elsewhere is only watched here.
        await client.RegisteredAsync(Model, "1", TinyOnnx.Identity("FP32", -1, 1), Text("reference"), Config);
        var rows = Text("analysis").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];
        var errors = new Dictionary<string, List<double>>();
        var bases = new List<string>();
        var inside = new Dictionary<string, int>();
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            var body = new StringBuilder("predicted_probability,score,prediction,label\n");
            foreach (var row in rows.AsSpan(chunk * ChunkRows, ChunkRows))
                body.Append(row[..row.IndexOf(',')]).Append(',').Append(row).Append('\n');
            var posted = await client.SendAsync(
                HttpMethod.Post, $"/api/models/{Model}/versions/1/observations",
                new StringContent(body.ToString(), Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));
            Assert.True(posted.Status == HttpStatusCode.OK, posted.Text);
            Assert.Equal(ChunkRows, (int)posted.Json["labels"]!["accepted"]!);

            var report = (await client.GetAsync($"/api/models/{Model}/versions/1/performance?rows={ChunkRows}&offset={chunk * ChunkRows}")).Json;
            var estimated = report["estimated"]!;
            Assert.Equal((ChunkRows, ChunkRows, "cbpe"), ((int)report["labelled"]!, (int)estimated["rows"]!, (string)estimated["method"]!));
            bases.Add((string)estimated["calibratedOn"]!["from"]!);
            Assert.Equal(chunk == 0 ? 0 : ChunkRows, (int)estimated["calibratedOn"]!["labelledRows"]!);
            foreach (var metric in new[] { "auc", "accuracy", "f1" })
            {
                var (promised, realised) = (Number(estimated["metrics"]![metric]!, "value"), Number(report["metrics"]![metric]!, "value"));
                errors.TryAdd(metric, []);
                errors[metric].Add(Math.Abs(promised - realised));
                var holds = Number(estimated["metrics"]![metric]!, "low") <= realised && realised <= Number(estimated["metrics"]![metric]!, "high");
                inside[metric] = inside.GetValueOrDefault(metric) + (holds ? 1 : 0);
            }
        }

        output.WriteLine(string.Join(", ", bases.CountBy(b => b)));
        foreach (var (metric, all) in errors)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric}: mean error {all.Average():F5}, {inside[metric]} of {Chunks} inside"));
        Assert.True(errors["auc"].Average() <= 0.0033);
        Assert.True(errors["accuracy"].Average() <= 0.0048);
        Assert.True(errors["f1"].Average() <= 0.0058);
        Assert.All(inside.Values, count => Assert.InRange(count, 15, Chunks));
    }

    private static double Number(JsonNode node, string name) => (double)node[name]!;

    private static string Text(string part)
    {
        using var packed = new GZipStream(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "employment_ma", $"{part}.csv.gz")), CompressionMode.Decompress);
        return new StreamReader(packed).ReadToEnd();
    }
}
