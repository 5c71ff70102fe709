using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ActorMlOps.Tables;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class BatchTests(ApiFixture fixture)
{
    private const string Config = """{"task":"binary","reference":{"labelColumn":"class"}}""";

    [Theory]
    [InlineData(TableFormat.Csv, TableFormat.Csv)]
    [InlineData(TableFormat.Csv, TableFormat.NdJson)]
    [InlineData(TableFormat.Csv, TableFormat.Parquet)]
    [InlineData(TableFormat.NdJson, TableFormat.NdJson)]
    [InlineData(TableFormat.NdJson, TableFormat.Csv)]
    [InlineData(TableFormat.NdJson, TableFormat.Parquet)]
    [InlineData(TableFormat.Parquet, TableFormat.Parquet)]
    [InlineData(TableFormat.Parquet, TableFormat.Csv)]
    [InlineData(TableFormat.Parquet, TableFormat.NdJson)]
    public async Task Batch_InAnyFormat_GivesWhatSingleRequestsGiveInOrder(TableFormat from, TableFormat to)
    {
        const int Rows = 700;
        var model = $"batch.{from}.{to}";
        await fixture.Client.RegisteredAsync(model, "1", Material.Model("elec2", "v1"), Reference(50), Config);
        var expected = await ScoresAsync(model, Rows);

        using var answer = await SendAsync(model, from, Body(from, Rows, r => $"row-{r}"), to, "?echo=note");

        Assert.Equal((HttpStatusCode.OK, to.MediaType()), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var rows = await RowsAsync(answer, to);
        Assert.Equal(["predictionId", "note", "prediction", "score", "version", "error"], rows[0].Keys);
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => $"row-{r}"), rows.Select(r => r["predictionId"]));
        Assert.Equal(Enumerable.Range(0, Rows).Select(r => $"n,{r}"), rows.Select(r => r["note"]));
        Assert.All(rows, r => Assert.Equal(("1", null), (r["version"], r["error"])));
        Assert.Equal(expected, rows.Select(r => float.Parse(r["score"]!, CultureInfo.InvariantCulture)));
        Assert.All(rows, r => Assert.Equal(float.Parse(r["score"]!, CultureInfo.InvariantCulture) > 0.5f ? "1" : "0", r["prediction"]));
        await fixture.Client.UntilAsync($"/api/models/{model}/versions/1/windows", w => (long)w["total"]!["rows"]! == 2 * Rows);
    }

    [Fact]
    public async Task Batch_TheSamplesFile_IsMonitoredRowByRow()
    {
        const string Model = "batch.sample";
        var data = await File.ReadAllBytesAsync(Http.Sample("elec2/elec2.csv.gz"));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Material.Model("elec2", "v1")), "model", "model.onnx" },
            { new ByteArrayContent(data), "reference", "reference.csv.gz" },
            { new StringContent("""{"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]}}"""), "config" },
        };
        Assert.Equal(HttpStatusCode.Created, (await fixture.Client.SendAsync(HttpMethod.Put, $"/api/models/{Model}/versions/1", form)).Status);

        using var answer = await SendAsync(Model, TableFormat.Csv, data, TableFormat.Csv, "?echo=class&version=1");
        var rows = await RowsAsync(answer, TableFormat.Csv);

        Assert.Equal(["class", "prediction", "score", "version", "error"], rows[0].Keys);
        Assert.All(rows, r => Assert.Null(r["error"]));
        // The price of the next half hour is no secret to this model.
        Assert.InRange(rows.Count(r => r["prediction"] == r["class"]), rows.Count * 0.6, rows.Count);
        var windows = await fixture.Client.UntilAsync($"/api/models/{Model}/versions/1/windows", w => (long)w["total"]!["rows"]! >= rows.Count);
        Assert.Equal(rows.Count, (long)windows["total"]!["rows"]!);
        var drift = await fixture.Client.UntilAsync($"/api/models/{Model}/versions/1/drift?window=1h", d => (long)d["window"]!["rows"]! == rows.Count);
        // The file is its own reference.
        Assert.False((bool)drift["dataset"]!["drifted"]!);
    }

    [Fact]
    public async Task Batch_BadRows_SayWhyAndLoseNothingElse()
    {
        const string Model = "batch.bad";
        await fixture.Client.RegisteredAsync(Model, "1", Material.Model("elec2", "v1"), Reference(50), Config);
        var body = "predictionId,a,b,c,d,e,f\n"
            + "r0,1,1,1,1,1,1\nr1,1,1,1,1,1\nr2,1,1,1,x,1,1\nr3,1,1,1,,1,1\nr4,1,1,1,1,1,1,1\nr5,1e39,1,1,1,1,1\n" + new string('r', 201) + ",1,1,1,1,1,1\nr7,0,0,0,0,0,0\n";

        using var answer = await SendAsync(Model, TableFormat.Csv, Encoding.UTF8.GetBytes(body), TableFormat.NdJson);
        var rows = await RowsAsync(answer, TableFormat.NdJson);

        Assert.Equal(8, rows.Count);
        Assert.Equal([1, 2, 4, 5, 6], Enumerable.Range(0, 8).Where(r => rows[r].GetValueOrDefault("error") is not null));
        Assert.Contains("Line 3: 6 fields; the header has 7", rows[1]["error"], StringComparison.Ordinal);
        Assert.Equal("Feature 'd' must be a number, not 'x'.", rows[2]["error"]);
        Assert.Contains("'a' is '1e39'; FP32 holds numbers up to", rows[5]["error"], StringComparison.Ordinal);
        Assert.Contains("more than 200 characters", rows[6]["error"], StringComparison.Ordinal);
        // A missing number is one: the model sees NaN.
        Assert.NotNull(rows[3]["prediction"]);
        await fixture.Client.UntilAsync($"/api/models/{Model}/versions/1/windows", w => (long)w["total"]!["rows"]! == 3);

        var labels = await fixture.Client.PostAsync(
            $"/api/models/{Model}/labels", """{"labels":[{"predictionId":"r0","label":1},{"predictionId":"r7","label":1},{"predictionId":"r2","label":1}]}""");
        Assert.True(labels.Status == HttpStatusCode.OK, labels.Text);
        await fixture.Client.UntilAsync($"/api/models/{Model}/versions/1/performance", p => (long)p["labelled"]! == 2);
    }

    [Fact]
    public async Task Batch_RowsThatTheModelFailsOn_FailAlone()
    {
        const string Model = "batch.gather";
        await fixture.Client.RegisteredAsync(Model, "1", TinyOnnx.Gather());
        var body = "x\n" + string.Concat(Enumerable.Range(0, 600).Select(r => $"{(r % 97 == 13 ? 3 : r % 3)}\n"));

        using var answer = await SendAsync(Model, TableFormat.Csv, Encoding.UTF8.GetBytes(body), TableFormat.Csv);
        var rows = await RowsAsync(answer, TableFormat.Csv);

        Assert.Equal(600, rows.Count);
        for (var r = 0; r < rows.Count; r++)
        {
            Assert.Equal(r % 97 == 13, rows[r]["error"] is not null);
            Assert.Equal(r % 97 == 13 ? null : $"{10 * ((r % 3) + 1)}", rows[r]["prediction"]);
        }
    }

    [Fact]
    public async Task Batch_OfAModelWithoutBatchDimension_IsScoredRowByRow()
    {
        const string Model = "batch.whole";
        await fixture.Client.RegisteredAsync(Model, "1", TinyOnnx.Identity("FP32", 3), config: """{"task":"none"}""");
        var body = "x[0],x[1],x[2]\n" + string.Concat(Enumerable.Range(0, 300).Select(r => $"{r},0.5,-1\n"));

        using var answer = await SendAsync(Model, TableFormat.Csv, Encoding.UTF8.GetBytes(body), TableFormat.Csv);
        var rows = await RowsAsync(answer, TableFormat.Csv);

        Assert.Equal(["y_0", "y_1", "y_2", "version", "error"], rows[0].Keys);
        Assert.Equal(Enumerable.Range(0, 300).Select(r => $"{r}"), rows.Select(r => r["y_0"]));
        Assert.All(rows, r => Assert.Equal(("0.5", "-1", null), (r["y_1"], r["y_2"], r["error"])));
    }

    [Fact]
    public async Task Batch_TwoVersions_AnswerTheSameUnitAlike()
    {
        const string Model = "batch.split";
        await fixture.Client.RegisteredAsync(Model, "1", Material.Model("elec2", "v1"), Reference(50), Config);
        await fixture.Client.RegisteredAsync(Model, "2", Material.Model("elec2", "v2"), Reference(50), Config);
        var traffic = await fixture.Client.PutAsync($"/api/models/{Model}/traffic", """{"variants":[{"version":"1","weight":50},{"version":"2","weight":50}]}""");
        Assert.True(traffic.Status == HttpStatusCode.OK, traffic.Text);
        var body = "customer,a,b,c,d,e,f\n" + string.Concat(Enumerable.Range(0, 400).Select(r => $"c{r % 40},1,1,1,1,1,{r}\n"));

        using var answer = await SendAsync(Model, TableFormat.Csv, Encoding.UTF8.GetBytes(body), TableFormat.Csv, "?unit=customer&echo=customer");
        var rows = await RowsAsync(answer, TableFormat.Csv);

        Assert.Equal(["1", "2"], rows.Select(r => r["version"]).Distinct().Order());
        Assert.All(rows.GroupBy(r => r["customer"]), unit => Assert.Single(unit.Select(r => r["version"]).Distinct()));
    }

    [Theory]
    [InlineData("no.such.model", "text/csv", "", "a\n1\n", 404, "There is no model 'no.such.model'")]
    [InlineData("batch.refused", "text/csv", "?version=7", "a\n1\n", 404, "There is no version '7'")]
    [InlineData("batch.refused", "application/pdf", "", "a\n1\n", 415, "'Content-Type' must be one of text/csv, application/x-ndjson, application/vnd.apache.parquet")]
    [InlineData("batch.refused", "text/csv", "", "a,b,x\n1,2,3\n", 400, "Columns of features are missing: c, d, e, f. The columns are: a, b, x.")]
    [InlineData("batch.refused", "application/x-ndjson", "", "{\"a\":1,\"B\":2}\n", 400, "Columns of features are missing: b, c, d, e, f")]
    [InlineData("batch.refused", "text/csv", "?echo=x", "a,b,c,d,e,f\n1,2,3,4,5,6\n", 400, "'echo': there is no column 'x'")]
    [InlineData("batch.refused", "text/csv", "?id=x", "a,b,c,d,e,f\n1,2,3,4,5,6\n", 400, "'id': there is no column 'x'")]
    [InlineData("batch.refused", "text/csv", "?echo=score", "a,b,c,d,e,f,score\n1,2,3,4,5,6,7\n", 400, "has a column 'score' of its own")]
    [InlineData("batch.refused", "text/csv", "?columns=x", "a\n1\n", 400, "There is no parameter 'columns'; parameters are: version, id, unit, echo")]
    [InlineData("batch.refused", "text/csv", "", "", 400, "The table is empty")]
    [InlineData("batch.refused", "text/csv", "", "a,a\n1,1\n", 400, "Column 'a' is twice")]
    [InlineData("batch.refused", "application/vnd.apache.parquet", "", "PAR1 or not", 400, "not valid Parquet")]
    public async Task Batch_Refused_SaysWhatAndHow(string model, string type, string query, string body, int status, string expected)
    {
        await fixture.Client.RegisterAsync("batch.refused", "1", Material.Model("elec2", "v1"), Reference(50), Config);
        var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));

        var answer = await fixture.Client.SendAsync(HttpMethod.Post, $"/api/models/{model}/batch{query}", content);

        Assert.Equal((status, "application/problem+json"), ((int)answer.Status, answer.MediaType));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", 406)]
    [InlineData("application/x-ndjson;q=0.5, text/*;q=0.9, */*;q=0.1", 200)]
    [InlineData("*/*", 200)]
    public async Task Batch_Accept_ChoosesTheAnswersFormat(string accept, int status)
    {
        await fixture.Client.RegisterAsync("batch.accept", "1", Material.Model("elec2", "v1"), Reference(50), Config);

        var answer = await fixture.Client.SendAsync(
            HttpMethod.Post, "/api/models/batch.accept/batch", new StringContent("a,b,c,d,e,f\n", Encoding.UTF8, new MediaTypeHeaderValue("text/csv")), accept);

        Assert.Equal(status, (int)answer.Status);
        // No rows in, none out; the header stands.
        Assert.True(status != 200 || answer.Text == "prediction,score,version,error\n", answer.Text);
    }

    [Fact]
    public async Task Batch_ThatCantBeReadToTheEnd_EndsWithAnErrorAndABrokenConnection()
    {
        await fixture.Client.RegisterAsync("batch.cut", "1", Material.Model("elec2", "v1"), Reference(50), Config);
        var body = "a,b,c,d,e,f\n" + string.Concat(Enumerable.Repeat("1,1,1,1,1,1\n", 20_000)) + "\"1,1,1,1,1,1\n";

        using var answer = await SendAsync("batch.cut", TableFormat.Csv, Encoding.UTF8.GetBytes(body), TableFormat.Csv);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var read = new MemoryStream();
        var broken = await Assert.ThrowsAnyAsync<Exception>(() => stream.CopyToAsync(read));

        Assert.True(broken is IOException or HttpRequestException, broken.ToString());
        var lines = Encoding.UTF8.GetString(read.ToArray()).TrimEnd('\n').Split('\n');
        Assert.Equal(20_002, lines.Length);
        Assert.Contains("The rows from row 20001 on were not scored", lines[^1], StringComparison.Ordinal);
        Assert.Contains("never closed", lines[^1], StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(string model, TableFormat from, byte[] body, TableFormat to, string query = "")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Client.Url, $"/api/models/{model}/batch{query}"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new(from.MediaType());
        request.Headers.Accept.ParseAdd(to.MediaType());
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<List<Dictionary<string, string?>>> RowsAsync(HttpResponseMessage answer, TableFormat format)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(bytes));
        await using var reader = await TableReader.OpenAsync(new MemoryStream(bytes), format);
        var rows = new List<Dictionary<string, string?>>();
        while (await reader.ReadAsync() is { } chunk)
        {
            Assert.Empty(chunk.BadRows);
            for (var r = 0; r < chunk.Table.Rows; r++)
                rows.Add(chunk.Table.Columns.ToDictionary(c => c.Name, c => c[r]));
        }
        return rows;
    }

    private static byte[] Body(TableFormat format, int rows, Func<int, string> id)
    {
        using var writer = TableWriter.Open(
            format, [new("note", ColumnKind.Text), .. "abcdef".Select(c => new ColumnSpec($"{c}", ColumnKind.Double)), new("predictionId", ColumnKind.Text)]);
        for (var r = 0; r < rows; r++)
        {
            writer.Text(Encoding.UTF8.GetBytes($"n,{r}"));
            foreach (var value in Row(r))
                writer.Double(value);
            writer.Text(Encoding.UTF8.GetBytes(id(r)));
            writer.EndRow();
        }
        writer.Complete();
        return writer.Take().ToArray();
    }

    /// <summary>What the inference call says of the positive class.</summary>
    private async Task<float[]> ScoresAsync(string model, int rows)
    {
        var data = string.Join(",", Enumerable.Range(0, rows).SelectMany(Row).Select(v => v.ToString(CultureInfo.InvariantCulture)));
        var answer = await fixture.Client.InferAsync(
            model, $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":[{{rows}},6],"data":[{{data}}]}],"outputs":[{"name":"probabilities"}]}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return [.. answer.Json["outputs"]![0]!["data"]!.AsArray().Where((_, i) => i % 2 == 1).Select(v => v!.GetValue<float>())];
    }

    private static string Reference(int rows) =>
        "a,b,c,d,e,f,class\n" + string.Concat(Enumerable.Range(0, rows).Select(r =>
            string.Join(",", Row(r).Select(v => v.ToString(CultureInfo.InvariantCulture))) + $",{r % 2}\n"));

    private static double[] Row(int row) => [.. Enumerable.Range(1, 6).Select(c => row * c % 101 / 100.0)];
}
