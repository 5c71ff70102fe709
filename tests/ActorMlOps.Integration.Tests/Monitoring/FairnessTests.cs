using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;
using ActorMlOps.Integration.Tests.Performance;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>Fairness of a served income model by sex and race: selection rates at once, error rates with the labels.</summary>
[Collection(ApiCollection.Name)]
public sealed class FairnessTests(ApiFixture fixture)
{
    private static readonly string[] Columns =
    [
        "age", "education_num", "hours_per_week", "capital_gain", "capital_loss", "workclass", "marital_status", "occupation", "relationship", "race", "sex",
    ];

    [Fact]
    public async Task Adult_PredictedThenLabelled_HasTheGoldenRates()
    {
        var table = new Table("Demo", "Data", "adult", "adult.csv.gz");
        string Rows(int[] rows, string? more = null, Func<int, int, string>? values = null) => string.Join(',', Columns) + more + "\n"
            + string.Concat(rows.Select((r, i) => string.Join(',', Columns.Select(c => table[c][r])) + values?.Invoke(r, i) + "\n"));
        int[] Partition(string name) => [.. Enumerable.Range(0, table.Rows).Where(r => table["partition"][r] == name)];
        var version = new Watched(fixture.Client, "fair.adult");
        await fixture.Client.RegisteredAsync(
            "fair.adult", "1", Material.Model("adult_income", "v1"), Rows(Partition("reference")), """{"task":"binary","sensitive":["sex","race"]}""");
        int[] ok = Partition("current_ok");
        var (labels, scores) = Scores.Of("adult/v1.onnx", table, ok);

        await version.ObserveAsync(Rows(ok, ",predictionId,prediction,score", (_, i) =>
            string.Create(CultureInfo.InvariantCulture, $",r{i},{labels[i]},{scores[i]:R}")));
        var selected = await version.GetAsync("fairness?rows=9780");
        Assert.Equal(["sex", "race"], selected["attributes"]!.AsArray().Select(a => (string)a!["attribute"]!));
        var sex = selected["attributes"]![0]!;
        Assert.True((bool)sex["fourFifthsViolated"]!);
        Assert.Equal("noPositives", (string)sex["groups"]![0]!["metrics"]!["truePositiveRate"]!["reason"]!);
        Assert.False((bool)sex["samplingBias"]!["drifted"]!);

        foreach (var chunk in Enumerable.Range(0, ok.Length).Chunk(3_000))
        {
            var body = new JsonObject
            {
                ["labels"] = new JsonArray([.. chunk.Select(i => (JsonNode)new JsonObject { ["predictionId"] = $"r{i}", ["label"] = table["income_gt_50k"][ok[i]] })]),
            };
            var posted = await fixture.Client.PostAsync("/api/models/fair.adult/labels", body.ToJsonString());
            Assert.Equal(chunk.Length, (int)posted.Json["accepted"]! + (int)posted.Json["pending"]!);
        }
        var report = await version.GetAsync("fairness?rows=9780");
        Assert.Equal(9_780, (int)report["labelled"]!);
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "adult_fairness_current_ok.json")));
        foreach (var expected in golden.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("version").GetString() == "v1"))
        {
            var name = expected.GetProperty("attribute").GetString();
            if (name is not ("sex" or "race"))
                continue;
            var attribute = report["attributes"]!.AsArray().Single(a => (string)a!["attribute"]! == name)!;
            Close(expected, "demographic_parity_difference", attribute["metrics"]!["demographicParityDifference"]!);
            Close(expected, "demographic_parity_ratio", attribute["metrics"]!["demographicParityRatio"]!);
            Close(expected, "equalized_odds_difference", attribute["metrics"]!["equalizedOddsDifference"]!);
            foreach (var group in expected.GetProperty("per_group").EnumerateObject())
            {
                var found = attribute["groups"]!.AsArray().Single(g => (string)g!["group"]! == group.Name)!;
                Assert.Equal(group.Value.GetProperty("n").GetInt32(), (int)found["predictions"]!);
                Close(group.Value, "selection_rate", found["metrics"]!["selectionRate"]!);
                Close(group.Value, "tpr", found["metrics"]!["truePositiveRate"]!);
                Close(group.Value, "fpr", found["metrics"]!["falsePositiveRate"]!);
            }
        }
        var csv = (await fixture.Client.GetAsync($"{version.Path}/fairness?rows=9780&format=csv")).Text;
        Assert.Contains("\nsex,Female,", csv, StringComparison.Ordinal);
        Assert.Contains(",demographicParityRatio,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fairness_WithoutSensitiveColumns_SaysWhatToDo()
    {
        var version = new Watched(fixture.Client, "fair.none");
        await version.RegisterAsync(2, null, """{"task":"binary","output":{"classes":["0","1"]}}""");
        Assert.Contains("name them under 'sensitive'", (string)(await version.GetAsync("fairness"))["reason"]!, StringComparison.Ordinal);
    }

    private static void Close(JsonElement expected, string name, JsonNode got)
    {
        var want = expected.GetProperty(name).GetDouble();
        Assert.True(Math.Abs(want - (double)got["value"]!) <= 1e-9, $"{name}: {want} is not {got.ToJsonString()}");
    }
}
