using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class MonitoringTests(ApiFixture fixture)
{
    private const string Config = """{"task":"binary","reference":{"labelColumn":"class"}}""";

    [Fact]
    public async Task Predictions_ThenLabels_ShowInWindowsDriftAndPerformance()
    {
        var client = fixture.Client;
        const string Version = "/api/models/mon.path/versions/1";
        await client.RegisteredAsync("mon.path", "1", Material.Model("elec2", "v1"), Rows(500, 0), Config);
        for (var request = 0; request < 10; request++)
        {
            var data = string.Join(",", Enumerable.Range(request * 20, 20).SelectMany(r => Row(r, 0.5)).Select(v => v.ToString(CultureInfo.InvariantCulture)));
            var predicted = await client.InferAsync(
                "mon.path", $$"""{"id":"p{{request}}","inputs":[{"name":"features","datatype":"FP32","shape":[20,6],"data":[{{data}}]}]}""");
            Assert.True(predicted.Status == HttpStatusCode.OK, predicted.Text);
            Assert.Equal($"p{request}", (string)predicted.Json["id"]!);
        }

        var windows = await client.UntilAsync($"{Version}/windows?bucket=1m", w => (long)w["total"]!["rows"]! == 200);
        Assert.Equal(10, (long)windows["total"]!["requests"]!);
        Assert.Equal(200, windows["series"]!.AsArray().Sum(p => (long)p!["rows"]!));

        var drift = await client.UntilAsync($"{Version}/drift?rows=200", d => (long)d["window"]!["rows"]! == 200);
        Assert.Equal(500, (int)drift["reference"]!["rows"]!);
        Assert.Equal(6, drift["features"]!.AsArray().Count);
        Assert.True((bool)drift["dataset"]!["drifted"]!);
        Assert.NotEmpty(drift["prediction"]!.AsArray());
        var csv = await client.GetAsync($"{Version}/drift?rows=200&method=psi", "text/csv");
        Assert.Equal("text/csv", csv.MediaType);
        Assert.StartsWith("part,name,kind,rows,", csv.Text, StringComparison.Ordinal);
        Assert.Contains("\nfeature,a,numeric,200,", csv.Text, StringComparison.Ordinal);

        var detectors = (await client.GetAsync($"{Version}/detectors")).Json;
        Assert.Null(detectors["reason"]);
        Assert.Equal(30, (double)detectors["falseAlarmDays"]!);
        var all = detectors["detectors"]!.AsArray();
        Assert.Equal(["a", "b", "c", "d", "e", "f"], all.Select(d => (string?)d!["feature"]).OfType<string>());
        Assert.Equal(
            ["prediction", "score", "outliers", "repeats", "errors"],
            all.Where(d => (string)d!["method"]! == "eDetector").Select(d => (string?)d!["metric"]).OfType<string>());
        Assert.Equal(["alwaysFire", "neverFire", "alwaysFire", "neverFire"], all.Select(d => (string)d!["method"]!).Where(m => m != "eDetector"));
        Assert.Equal("unverified", (string)all[0]!["guarantee"]!);
        Assert.InRange((double)all[0]!["smallestVisibleDrift"]!, 0.1, 1);

        var first = await client.PostAsync(
            "/api/models/mon.path/labels",
            """{"labels":[{"predictionId":"p0#0","label":1},{"predictionId":"p0#1","label":"0"},{"predictionId":"p0#2","label":true}]}""");
        Assert.True(first.Status == HttpStatusCode.OK, first.Text);
        // A label that was quicker than its prediction waits for it.
        Assert.Equal(3, (int)first.Json["accepted"]! + (int)first.Json["pending"]!);
        await client.UntilAsync($"{Version}/performance", p => (long)p["labelled"]! == 3);
        var second = await client.PostAsync(
            "/api/models/mon.path/labels",
            """{"labels":[{"label":1},{"predictionId":"p0#0","label":0},{"predictionId":"p0#1","label":0.0},{"predictionId":"p0#2","label":7},{"predictionId":"later","label":1}]}""");
        Assert.True(second.Status == HttpStatusCode.OK, second.Text);
        Assert.Equal((0, 1, 1, 1), ((int)second.Json["accepted"]!, (int)second.Json["corrected"]!, (int)second.Json["duplicates"]!, (int)second.Json["pending"]!));
        Assert.Equal([0, 3], second.Json["rejected"]!.AsArray().Select(r => (int)r!["index"]!));

        var performance = (await client.GetAsync($"{Version}/performance?bucket=1m")).Json;
        Assert.Equal((3, "binary"), ((int)performance["labelled"]!, (string)performance["task"]!));
        Assert.NotNull(performance["metrics"]!["accuracy"]!["value"]);
        Assert.Equal(3, performance["series"]!.AsArray().Sum(p => (long)p!["labelled"]!));
        Assert.StartsWith("from,to,segment,labelled,metric,", (await client.GetAsync($"{Version}/performance?format=csv")).Text, StringComparison.Ordinal);
        Assert.StartsWith("from,to,rows,", (await client.GetAsync($"{Version}/windows?format=csv")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", "predictionId,a,b,c,d,e,f,prediction,score,label,note\no1,1,2,3,4,5,6,1,0.9,1,x\no2,1,2,3,4,5,6,0,0.2,1,y\n")]
    [InlineData("application/x-ndjson", """
        {"predictionId":"o1","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"prediction":1,"score":0.9,"label":1,"note":"x"}
        {"predictionId":"o2","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"prediction":0,"score":0.2,"label":1,"note":"y"}
        """)]
    [InlineData("application/json", """
        [{"predictionId":"o1","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"prediction":1,"score":0.9,"label":1,"note":"x"},
         {"predictionId":"o2","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"prediction":0,"score":0.2,"label":1,"note":"y"}]
        """)]
    public async Task Observations_InEveryFormat_AreCountedOnce(string type, string body)
    {
        var client = fixture.Client;
        var model = "mon.observed." + type.Replace('/', '.');
        await client.RegisteredAsync(model, "1", Material.Model("elec2", "v1"), Rows(50, 0), Config);
        var path = $"/api/models/{model}/versions/1";

        var first = await SendAsync($"{path}/observations?producer=p&sequence=1", type, body);
        var again = await SendAsync($"{path}/observations?producer=p&sequence=1", type, body);

        Assert.True(first.Status == HttpStatusCode.OK, first.Text);
        Assert.Equal((2, false, """["note"]"""), ((int)first.Json["rows"]!, (bool)first.Json["duplicate"]!, first.Json["ignored"]!.ToJsonString()));
        Assert.Equal(2, (int)first.Json["labels"]!["accepted"]!);
        Assert.Equal((0, true), ((int)again.Json["rows"]!, (bool)again.Json["duplicate"]!));
        Assert.Equal(2, (long)(await client.GetAsync($"{path}/windows")).Json["total"]!["rows"]!);
        Assert.Equal(0.5, (double)(await client.GetAsync($"{path}/performance")).Json["metrics"]!["accuracy"]!["value"]!);
    }

    [Theory]
    [InlineData("text/csv", "", "a\n1\n", 400, "Columns of features are missing: b, c, d, e, f")]
    [InlineData("text/csv", "", "a,b,c,d,e,f,score\n1,2,3,4,5,6,x\n", 400, "Column 'score', row 1: 'x' is not a number")]
    [InlineData("text/csv", "", "a,b,c,d,e,f,at\n1,2,3,4,5,6,2026-01-01T00:00:00\n", 400, "'2026-01-01T00:00:00' is not an RFC 3339 time with an offset")]
    [InlineData("application/json", "", "{\"rows\":[{\"a\":[1]}]}", 400, "holds an array")]
    [InlineData("application/x-ndjson", "", "{\"a\":1", 400, "Line 1: Not valid JSON")]
    [InlineData("application/pdf", "", "x", 415, "'Content-Type' must be text/csv")]
    [InlineData("text/csv", "?producer=p", "a\n1\n", 400, "'producer' and 'sequence' belong together")]
    public async Task Observations_Bad_AreRefusedWithTheColumn(string type, string query, string body, int status, string expected)
    {
        await fixture.Client.RegisterAsync("mon.bad", "1", Material.Model("elec2", "v1"), Rows(50, 0), Config);

        var answer = await SendAsync($"/api/models/mon.bad/versions/1/observations{query}", type, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drift?window=1x", "'window' must be a duration")]
    [InlineData("windows?from=2026-01-01T00:00:00", "'from' must be a time with an offset")]
    [InlineData("performance?segment=sex", "'segment': the version keeps no performance by 'sex'")]
    [InlineData("drift?bucket=1m", "There is no parameter 'bucket'")]
    public async Task Reports_BadQuery_Is400WithTheParameter(string query, string expected)
    {
        await fixture.Client.RegisterAsync("mon.bad", "1", Material.Model("elec2", "v1"), Rows(50, 0), Config);

        var answer = await fixture.Client.GetAsync($"/api/models/mon.bad/versions/1/{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/models/mon.none/versions/1/drift")]
    [InlineData("GET", "/api/models/mon.none/versions/1/windows")]
    [InlineData("GET", "/api/models/mon.none/versions/1/performance")]
    [InlineData("GET", "/api/models/mon.none/versions/1/detectors")]
    [InlineData("POST", "/api/models/mon.none/versions/1/observations")]
    [InlineData("POST", "/api/models/mon.none/labels")]
    public async Task Call_AboutAnUnknownModel_Is404(string method, string path)
    {
        var content = method == "GET" ? null : new StringContent("""{"labels":[{"predictionId":"a","label":1}]}""", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.NotFound, (await fixture.Client.SendAsync(new(method), path, content)).Status);
    }

    private Task<ApiAnswer> SendAsync(string path, string type, string body) =>
        fixture.Client.SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    /// <summary>A reference of rows that vary in every column.</summary>
    private static string Rows(int rows, double shift) =>
        "a,b,c,d,e,f,class\n" + string.Concat(Enumerable.Range(0, rows).Select(r =>
            string.Join(",", Row(r, shift).Select(v => v.ToString(CultureInfo.InvariantCulture))) + $",{r % 2}\n"));

    private static double[] Row(int row, double shift) => [.. Enumerable.Range(1, 6).Select(c => (row * c % 101 / 100.0) + shift)];
}
