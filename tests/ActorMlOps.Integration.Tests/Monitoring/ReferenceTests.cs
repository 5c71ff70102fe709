using System.Globalization;
using System.Net;
using System.Text;
using ActorMlOps.Integration.Tests.Api;
using ActorMlOps.Tables;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>A reference from a file, from a window of the past, and from the first rows that come.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReferenceTests(ApiFixture fixture)
{
    private const string Config = """{"task":"none","features":[{"name":"a"},{"name":"b"}]}""";

    [Fact]
    public async Task Put_Csv_IsComparedWithFromThenOnAndNotMixedWithTheOld()
    {
        var version = new Watched(fixture.Client, "ref.csv");
        await version.RegisterAsync(2, Rows(1_000, 0), Config);
        await version.ObserveAsync(Rows(500, 50));
        Assert.Equal(["a", "b"], Watched.Drifted(await version.GetAsync("drift")));

        var put = await version.PutAsync("reference", Encoding.UTF8.GetBytes(Rows(800, 50)), "text/csv");
        Assert.True(put.Status == HttpStatusCode.OK, put.Text);
        Assert.Equal(("file", 800), ((string)put.Json["reference"]!["origin"]!["source"]!, (int)put.Json["reference"]!["rows"]!));
        // What the old reference counted is gone from the window.
        Assert.Equal(0, (int)(await version.GetAsync("drift"))["window"]!["rows"]!);
        await version.ObserveAsync(Rows(500, 50));
        var report = await version.GetAsync("drift");
        Assert.Equal((500, 800, "file"), ((int)report["window"]!["rows"]!, (int)report["reference"]!["rows"]!, (string)report["reference"]!["origin"]!["source"]!));
        Assert.Empty(Watched.Drifted(report));
        var change = (await version.GetAsync("monitoring/changes"))["changes"]!.AsArray().Single()!;
        Assert.Equal("reference", (string)change["fields"]![0]!["field"]!);
    }

    [Fact]
    public async Task Put_OtherColumns_IsRefusedWithBothLists()
    {
        var version = new Watched(fixture.Client, "ref.columns");
        await version.RegisterAsync(2, Rows(200, 0), Config);

        var put = await version.PutAsync("reference", Encoding.UTF8.GetBytes("a,c\n1,2\n"), "text/csv");

        Assert.Equal(HttpStatusCode.BadRequest, put.Status);
        Assert.Contains("Columns of the reference: a, c. Features of the model: a, b.", put.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await version.PutAsync("reference", [1], "application/pdf")).Status);
    }

    [Fact]
    public async Task Put_Parquet_IsRead()
    {
        var version = new Watched(fixture.Client, "ref.parquet");
        await version.RegisterAsync(2, Rows(200, 0), Config);
        using var file = new MemoryStream();
        using var writer = TableWriter.Open(TableFormat.Parquet, [new("a", ColumnKind.Double), new("b", ColumnKind.Double)]);
        for (var r = 0; r < 300; r++)
        {
            writer.Double(Value(r, 7919, 0));
            writer.Double(Value(r, 104729, 0));
            writer.EndRow();
        }
        writer.Complete();
        file.Write(writer.Take().Span);

        var put = await version.PutAsync("reference", file.ToArray(), "application/vnd.apache.parquet");

        Assert.True(put.Status == HttpStatusCode.OK, put.Text);
        Assert.Equal(300, (int)put.Json["reference"]!["rows"]!);
    }

    [Fact]
    public async Task Put_WindowOfThePast_ComparesWithWhatWasCountedThen()
    {
        var version = new Watched(fixture.Client, "ref.window");
        await version.RegisterAsync(2, Rows(1_000, 0), Config);
        var then = TimeProvider.System.GetUtcNow().AddMinutes(-30);
        await version.ObserveAsync(Rows(2_000, 30, then));
        Assert.Equal(["a", "b"], Watched.Drifted(await version.GetAsync("drift")));
        string At(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        var put = await version.PutAsync("reference", $$"""{"from":"{{At(then.AddMinutes(-1))}}","to":"{{At(then.AddMinutes(1))}}"}""");

        Assert.True(put.Status == HttpStatusCode.OK, put.Text);
        var origin = put.Json["reference"]!["origin"]!;
        Assert.Equal(("window", 2_000), ((string)origin["source"]!, (int)put.Json["reference"]!["rows"]!));
        Assert.Contains("the order of values within a bin is not known", (string)origin["note"]!, StringComparison.Ordinal);
        Assert.Contains("the reference was made of a window's counters", (string)(await version.GetAsync("detectors"))["reason"]!, StringComparison.Ordinal);
        await version.ObserveAsync(Rows(1_000, 30));
        var same = await version.GetAsync("drift");
        Assert.Empty(Watched.Drifted(same));
        var ks = Watched.Test(same, "a", "ks");
        Assert.True((double)ks["low"]! <= (double)ks["high"]!);
        var none = await version.PutAsync("reference", """{"from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z"}""");
        Assert.Equal(HttpStatusCode.BadRequest, none.Status);
        Assert.Contains("Nothing was counted of version '1'", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Baseline_FirstRowsObserved_BecomeTheReferenceAndEveryReportSaysSo()
    {
        var version = new Watched(fixture.Client, "ref.baseline");
        await version.RegisterAsync(2, null, """{"task":"none","features":[{"name":"a"},{"name":"b"}],"baselineRows":400}""");
        await version.ObserveAsync(Rows(250, 0));
        Assert.Equal(
            "There is no reference yet: the first 400 rows that are observed become it; 250 have been.", (string)(await version.GetAsync("drift"))["reason"]!);

        await version.ObserveAsync(Rows(250, 0));
        var adopted = await version.GetAsync("drift");
        Assert.Equal((400, "baseline"), ((int)adopted["reference"]!["rows"]!, (string)adopted["reference"]!["origin"]!["source"]!));
        Assert.Contains("the first 400 rows", (string)adopted["reference"]!["origin"]!["note"]!, StringComparison.Ordinal);
        await version.ObserveAsync(Rows(1_000, 0));
        Assert.Empty(Watched.Drifted(await version.GetAsync("drift?rows=1000")));
        await version.ObserveAsync(Rows(1_000, 50));
        Assert.Equal(["a", "b"], Watched.Drifted(await version.GetAsync("drift?rows=1000")));
    }

    [Fact]
    public async Task Baseline_FirstPredictions_BecomeTheReferenceOfAServedModel()
    {
        var version = new Watched(fixture.Client, "ref.served");
        await fixture.Client.RegisteredAsync("ref.served", "1", Material.Model("elec2", "v1"), null, """{"task":"binary","baselineRows":100}""");
        async Task PredictAsync(int rows)
        {
            var data = string.Join(",", Enumerable.Range(0, rows * 6).Select(i => (i * 7919 % 101 / 100.0).ToString(CultureInfo.InvariantCulture)));
            var answer = await fixture.Client.InferAsync("ref.served", $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":[{{rows}},6],"data":[{{data}}]}]}""");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        }
        await PredictAsync(120);
        await fixture.Client.UntilAsync($"{version.Path}/drift", d => (int)d["reference"]!["rows"]! == 100);
        // Rows of the moment in which it took over belong to neither.
        var report = await Eventually.Is(
            async () =>
            {
                await PredictAsync(100);
                return await version.GetAsync("drift");
            },
            r => (int)r["window"]!["rows"]! > 0);
        Assert.Equal(["prediction", "score", "confidence"], report["prediction"]!.AsArray().Select(p => (string)p!["name"]!));
    }

    private static string Rows(int rows, int shift, DateTimeOffset? at = null) => (at is null ? "a,b\n" : "a,b,at\n") + Watched.Lines(rows, r =>
        string.Create(CultureInfo.InvariantCulture, $"{Value(r, 7919, shift)},{Value(r, 104729, shift)}") + (at is { } time ? $",{time:yyyy-MM-dd'T'HH:mm:ss'Z'}" : ""));

    private static double Value(int row, int prime, int shift) => ((long)row * prime % 1009 / 10.0) + shift;
}
