using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;

namespace ActorMlOps.Integration.Tests.Performance;

/// <summary>Models that answer with what they are given, observed with the answers of the test's choice.</summary>
[Collection(ApiCollection.Name)]
public sealed class PerformanceReportTests(ApiFixture fixture)
{
    private const string Binary = """
        {"task":"binary","features":[{"name":"a","column":0},{"name":"group","column":1,"kind":"categorical"}],
         "output":{"classes":["0","1"]},"segments":["group"],"reference":{"labelColumn":"label"}}
        """;

    private const string Classes = """
        {"task":"multiclass","features":[{"name":"a","column":0},{"name":"b","column":1},{"name":"zone","column":2,"kind":"categorical"}],
         "output":{"classes":["x","y","z"]},"segments":["zone"],"reference":{"labelColumn":"label"}}
        """;

    private const string Regression = """
        {"task":"regression","features":[{"name":"zone","column":0,"kind":"categorical"}],"segments":["zone"],"reference":{"labelColumn":"label"}}
        """;

    [Fact]
    public async Task Binary_ModelThatGetsWorse_ShowsIntervalsDifferenceTrendAndTheSlice()
    {
        await RegisteredAsync("perf.binary", 2, Binary, "a,group,label\n" + Lines(400, r => $"0.5,{r % 2},{(r % 10 == 0 ? 1 - (r % 2) : r % 2)}"));
        var start = Minute(TimeProvider.System.GetUtcNow()) - TimeSpan.FromMinutes(20);
        // Group 1 is wrong in one row of ten at first, in six at last; group 0 in one of ten.
        var report = await ObservedAsync("perf.binary", "a,group,prediction,score,label,at\n" + Lines(1_600, r =>
        {
            var (minute, group, turn) = (r / 100, r % 2, r / 2 % 10);
            var wrong = turn < (group == 1 ? 1 + (minute / 3) : 1);
            return string.Create(CultureInfo.InvariantCulture, $"0.5,{group},1,{0.5 + (turn / 40.0)},{(wrong ? 0 : 1)},{start.AddMinutes(minute):yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }), "rows=1600&bucket=1m&segment=group");

        Assert.Equal((1_600, 1_600), ((int)report["labelled"]!, (int)report["estimated"]!["rows"]!));
        var accuracy = report["metrics"]!["accuracy"]!;
        Assert.Equal("wilson", (string)accuracy["method"]!);
        Assert.True(Number(accuracy, "low") < Number(accuracy, "value") && Number(accuracy, "value") < Number(accuracy, "high"));
        Assert.Equal(0.9, Number(accuracy, "baseline"), 1e-9);
        Assert.Equal(Number(accuracy, "value") - 0.9, Number(accuracy["differenceToBaseline"]!, "value"), 1e-9);
        Assert.True(Number(accuracy["differenceToBaseline"]!, "high") < 0 && Number(accuracy["differenceToBaseline"]!, "pValue") < 0.01);
        Assert.True(Number(accuracy["trend"]!, "slopePerHour") < 0 && Number(accuracy["trend"]!, "pValue") < 1e-3);
        Assert.Equal(16, (int)accuracy["trend"]!["buckets"]!);
        foreach (var metric in new[] { "auc", "f1", "f1Macro", "f1Weighted", "averagePrecision", "logLoss", "brier", "calibrationError", "balancedAccuracy" })
            Assert.True(Number(report["metrics"]![metric]!, "low") < Number(report["metrics"]![metric]!, "high"), metric);
        Assert.Equal(16, report["series"]!.AsArray().Count);
        Assert.All(report["series"]!.AsArray(), p => Assert.Equal(100, (int)p!["estimated"]!["rows"]!));
        Assert.Equal(["0", "1"], report["segments"]!.AsObject().Select(s => s.Key));
        Assert.Equal(10, report["reliability"]!.AsArray().Count);
        var worst = report["worstSlices"]![0]!;
        Assert.Equal(("group", "1", 800, "accuracy", true), ((string)worst["column"]!, (string)worst["value"]!, (int)worst["rows"]!, (string)worst["metric"]!, (bool)worst["worse"]!));
        Assert.True(Number(worst, "high") < 0 && Number(worst, "adjustedPValue") < 1e-6);
        Assert.False((bool)report["worstSlices"]![1]!["worse"]!);

        var csv = (await fixture.Client.GetAsync("/api/models/perf.binary/versions/1/performance?rows=1600&format=csv")).Text;
        Assert.Contains(",estimated.auc,", csv, StringComparison.Ordinal);
        Assert.Contains(",group=1,800,slice.accuracy,", csv, StringComparison.Ordinal);
        var width = csv.Split('\n')[0].Split(',').Length;
        Assert.All(csv.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(width, line.Split(',').Length));
    }

    [Fact]
    public async Task Multiclass_Observed_HasEveryMetricOrSaysWhyNot()
    {
        await RegisteredAsync("perf.classes", 3, Classes, "a,b,zone,label\n" + Lines(300, r => $"{(r % 3 == 0 ? 9 : 0)},{(r % 3 == 1 ? 9 : 0)},{(r % 3 == 2 ? 5 : 1)},{"xyz"[r % 3]}"));
        var report = await ObservedAsync("perf.classes", "a,b,zone,prediction,label\n" + Lines(600, r =>
            $"1,2,{(r % 2 == 0 ? 5 : 1)},{"xyz"[r % 3]},{"xyz"[(r % 3 + (r % 2 == 0 && r % 5 < 2 ? 1 : 0)) % 3]}"), "rows=600&segment=zone");

        foreach (var metric in new[] { "accuracy", "f1Macro", "f1Weighted", "precisionMacro", "recallMacro", "balancedAccuracy", "kappa", "matthews" })
            Assert.True(Number(report["metrics"]![metric]!, "low") < Number(report["metrics"]![metric]!, "high"), metric);
        Assert.Equal("probabilitiesNotKept", (string)report["metrics"]!["logLoss"]!["reason"]!);
        Assert.Equal("Performance is estimated for binary models only.", (string)report["estimated"]!["reason"]!);
        Assert.Equal(("5", true), ((string)report["worstSlices"]![0]!["value"]!, (bool)report["worstSlices"]![0]!["worse"]!));
        Assert.Equal(1, Number(report["metrics"]!["accuracy"]!, "baseline"), 1e-9);
    }

    [Fact]
    public async Task Regression_Observed_HasIntervalsByErrorAndTheWorstSlice()
    {
        await RegisteredAsync("perf.values", 1, Regression, "zone,label\n" + Lines(400, r => string.Create(CultureInfo.InvariantCulture, $"{1 + (r % 4)},{1 + (r % 4) + (r % 7 / 10.0)}")));
        var report = await ObservedAsync("perf.values", "zone,prediction,label\n" + Lines(800, r => string.Create(
            CultureInfo.InvariantCulture, $"{1 + (r % 4)},{10 + (r % 11)},{10 + (r % 11) + ((r % 7) - 3) * (r % 4 == 2 ? 1.5 : 0.5)}")), "rows=800");

        foreach (var metric in new[] { "mae", "mse", "rmse", "r2", "mape", "meanError", "medianAbsoluteError", "explainedVariance", "correlation", "residualQ25" })
        {
            var node = report["metrics"]![metric]!;
            Assert.True(Number(node, "low") <= Number(node, "value") && Number(node, "value") <= Number(node, "high"), metric);
            Assert.NotNull(node["method"]);
        }
        Assert.Equal((null, "extreme"), ((double?)report["metrics"]!["maxError"]!["low"], (string)report["metrics"]!["maxError"]!["reason"]!));
        Assert.True(Number(report["metrics"]!["mae"]!["differenceToBaseline"]!, "low") > 0);
        var worst = report["worstSlices"]![0]!;
        Assert.Equal(("3", "mae", true), ((string)worst["value"]!, (string)worst["metric"]!, (bool)worst["worse"]!));
        Assert.Empty(report["reliability"]!.AsArray());
    }

    [Theory]
    [InlineData("one", "0.5,1,1,0.7,1")]
    [InlineData("class", "0.5,1,1,0.7,1", "0.5,0,1,0.6,1", "0.5,0,0,0.2,1")]
    [InlineData("constant", "0.5,1,1,0.7,1", "0.5,1,1,0.7,0", "0.5,0,1,0.7,1")]
    [InlineData("scores", "0.5,1,1,,1", "0.5,1,0,,0")]
    [InlineData("certain", "0.5,1,1,1,1", "0.5,1,0,0,0", "0.5,1,0,0,0")]
    public async Task Binary_HardlyAnyRows_IsDefinedOrSaysWhy(string name, params string[] rows)
    {
        var model = $"perf.few.{name}";
        await RegisteredAsync(model, 2, Binary, "a,group,label\n0.5,0,0\n0.5,1,1\n0.5,1,1\n");
        var report = await ObservedAsync(model, "a,group,prediction,score,label\n" + string.Join("\n", rows) + "\n", $"rows={rows.Length}&bucket=1m&segment=group");
        Assert.Equal(rows.Length, (int)report["labelled"]!);
        Assert.Empty(report["worstSlices"]!.AsArray());
        var empty = await ReportAsync(model, "from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z&bucket=1h");
        Assert.Equal((0, "No label has arrived for this window yet."), ((int)empty["labelled"]!, (string)empty["reason"]!));
        Assert.Equal("There are no predictions in this window.", (string)empty["estimated"]!["reason"]!);
    }

    [Fact]
    public async Task Binary_WithoutAReference_SaysWhyNothingIsEstimated()
    {
        await RegisteredAsync("perf.bare", 2, """{"task":"binary","features":[{"name":"a","column":0},{"name":"b","column":1}]}""", null);
        var report = await ObservedAsync("perf.bare", "a,b,prediction,score,label\n1,2,1,0.9,1\n1,2,0,0.4,1\n", "rows=2");
        Assert.Contains("no reference", (string)report["estimated"]!["reason"]!, StringComparison.Ordinal);
        Assert.Null(report["worstSlices"]);
        Assert.Equal(0.5, Number(report["metrics"]!["accuracy"]!, "value"));
    }

    private async Task RegisteredAsync(string model, int width, string config, string? reference) =>
        await fixture.Client.RegisteredAsync(model, "1", TinyOnnx.Identity("FP32", -1, width), reference, config);

    private async Task<JsonNode> ObservedAsync(string model, string csv, string query)
    {
        var posted = await fixture.Client.SendAsync(
            HttpMethod.Post, $"/api/models/{model}/versions/1/observations", new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));
        Assert.True(posted.Status == HttpStatusCode.OK, posted.Text);
        return await ReportAsync(model, query);
    }

    private async Task<JsonNode> ReportAsync(string model, string query)
    {
        var answer = await fixture.Client.GetAsync($"/api/models/{model}/versions/1/performance?{query}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        AssertDefined(answer.Json, "report");
        return answer.Json;
    }

    /// <summary>What has no value or no interval says why.</summary>
    private static void AssertDefined(JsonNode? node, string path)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                AssertDefined(item, path + "[]");
        }
        if (node is not JsonObject members)
            return;
        if (members.ContainsKey("value") && members.ContainsKey("reason") && members.ContainsKey("low") && (members["value"] is null || members["low"] is null))
            Assert.True(members["reason"] is not null, $"{path}: {members.ToJsonString()}");
        foreach (var (name, member) in members)
            AssertDefined(member, $"{path}.{name}");
    }

    private static string Lines(int rows, Func<int, string> line) => string.Concat(Enumerable.Range(0, rows).Select(r => line(r) + "\n"));

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    private static double Number(JsonNode node, string name) => (double)node[name]!;
}
