using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Grpc;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>A receipt comes with the answer when it is asked for, on every protocol, and labels its prediction without an id.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReceiptTests(ApiFixture fixture)
{
    private const int MaxLength = 120;

    private const string Rows =
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[2,6],"data":[0,0.06,0.44,0.003,0.42,0.41,0.5,0.1,0.4,0.003,0.4,0.4]}],"parameters":{"receipts":true}}""";

    [Fact]
    public async Task Label_ByReceiptsOfJson_CountsEachRowOnce()
    {
        await RegisteredAsync("receipt.json");
        var receipts = ReceiptsOf((await InferAsync("receipt.json", Rows)).Json);

        Assert.Equal(2, await KeptAsync("receipt.json", receipts, ["1", "0"]));
        Assert.Equal((0, 2, 0, 0), await LabelAsync("receipt.json", receipts, ["1", "0"]));
        Assert.Equal((0, 1, 1, 0), await LabelAsync("receipt.json", receipts, ["1", "1"]));

        var performance = await fixture.Client.UntilAsync(
            "/api/models/receipt.json/versions/1/performance?window=1h", p => (long?)p["labelled"] == 2);
        var confusion = performance["confusion"]!.AsArray().Select(row => row!.AsArray().Sum(n => (long)n!)).ToArray();
        Assert.Equal([0L, 2L], confusion);
    }

    [Fact]
    public async Task Infer_WithoutAsking_HasNoReceipt()
    {
        await RegisteredAsync("receipt.none");

        var answer = await InferAsync("receipt.none", Rows.Replace("true", "false", StringComparison.Ordinal));

        Assert.DoesNotContain("receipt", answer.Json["parameters"]?.ToJsonString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ReceiptsThatAreNoFlag_IsRefusedByName()
    {
        await RegisteredAsync("receipt.flag");

        var answer = await fixture.Client.InferAsync("receipt.flag", Rows.Replace("true", "\"yes\"", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("parameters.receipts", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_ByReceiptsOfBinary_IsCounted()
    {
        await RegisteredAsync("receipt.binary");
        var data = new float[12];
        var json = Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"features","datatype":"FP32","shape":[2,6],"parameters":{"binary_data_size":48}}],"parameters":{"receipts":true,"binary_data_output":true}}""");
        using var content = new ByteArrayContent([.. json, .. data.SelectMany(BitConverter.GetBytes)]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add("Inference-Header-Content-Length", $"{json.Length}");
        using var http = new HttpClient { BaseAddress = fixture.Client.Url };

        using var answer = await http.PostAsync("/v2/models/receipt.binary/infer", content);
        var length = int.Parse(answer.Headers.GetValues("Inference-Header-Content-Length").Single());
        var head = JsonNode.Parse((await answer.Content.ReadAsByteArrayAsync()).AsSpan(0, length))!;

        Assert.Equal(2, await KeptAsync("receipt.binary", ReceiptsOf(head), ["1", "0"]));
    }

    [Fact]
    public async Task Label_ByReceiptsOfGrpc_IsCounted()
    {
        await RegisteredAsync("receipt.grpc");
        using var client = new GrpcClient(fixture.GrpcUrl);
        var request = GrpcClient.Row("receipt.grpc", 0, 0, 0, 0, 0, 0);
        request.Parameters["receipts"] = new() { BoolParam = true };

        var answer = await client.Service.ModelInferAsync(request);

        Assert.Equal(1, await KeptAsync("receipt.grpc", [answer.Parameters["receipt"].StringParam], ["1"]));
    }

    [Fact]
    public async Task Label_ByReceiptInCsv_IsCounted()
    {
        await RegisteredAsync("receipt.csv");
        var receipts = ReceiptsOf((await InferAsync("receipt.csv", Rows)).Json);
        using var csv = new StringContent($"receipt,label\n{receipts[0]},1\n{receipts[1]},0\n", Encoding.UTF8, "text/csv");

        var answer = await fixture.Client.SendAsync(HttpMethod.Post, "/api/models/receipt.csv/labels", csv);

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal(2, (int)answer.Json["accepted"]! + (int)answer.Json["pending"]!);
    }

    [Fact]
    public async Task Label_ReceiptsThatDoNotOpen_AreRejectedEachWithItsReasonAndTheRestIsCounted()
    {
        await RegisteredAsync("receipt.mine");
        await RegisteredAsync("receipt.other");
        var mine = ReceiptsOf((await InferAsync("receipt.mine", Rows)).Json);
        var other = ReceiptsOf((await InferAsync("receipt.other", Rows)).Json);
        var changed = (mine[1][0] == 'A' ? 'B' : 'A') + mine[1][1..];
        var middle = mine[1].Length / 2;
        var forged = mine[1][..middle] + (mine[1][middle] == 'A' ? 'B' : 'A') + mine[1][(middle + 1)..];

        var answer = await PostLabelsAsync("receipt.mine", [mine[0], "no receipt", changed, forged, other[0]], ["1", "1", "1", "1", "1"]);

        Assert.Equal(1, (int)answer["accepted"]! + (int)answer["pending"]!);
        Assert.Equal([1, 2, 3, 4], answer["rejected"]!.AsArray().Select(r => (int)r!["index"]!));
        Assert.All(answer["rejected"]!.AsArray(), r => Assert.Contains("receipt", (string)r!["reason"]!, StringComparison.Ordinal));
        Assert.Contains("another model", (string)answer["rejected"]![3]!["reason"]!, StringComparison.Ordinal);
    }

    private Task RegisteredAsync(string model) => fixture.Client.RegisteredAsync(
        model, "1", Material.Model("elec2", "v1"), config: """{"task":"binary"}""");

    private async Task<ApiAnswer> InferAsync(string model, string json)
    {
        var answer = await fixture.Client.InferAsync(model, json);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer;
    }

    private static string[] ReceiptsOf(JsonNode answer)
    {
        string[] receipts = [.. answer["parameters"]!["receipts"]!.AsArray().Select(r => (string)r!)];
        Assert.Equal(2, receipts.Distinct().Count());
        Assert.All(receipts, r => Assert.Matches($"^[A-Za-z0-9_-]{{1,{MaxLength}}}$", r));
        return receipts;
    }

    private async Task<JsonNode> PostLabelsAsync(string model, string[] receipts, string[] labels)
    {
        var body = new JsonObject
        {
            ["labels"] = new JsonArray([.. receipts.Zip(labels, (r, l) => new JsonObject { ["receipt"] = r, ["label"] = l })]),
        };
        var answer = await fixture.Client.PostAsync($"/api/models/{model}/labels", body.ToJsonString());
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    /// <summary>Labels that are kept: those of rows whose pane is under way count when it has come.</summary>
    private async Task<int> KeptAsync(string model, string[] receipts, string[] labels)
    {
        var (accepted, duplicates, corrected, pending) = await LabelAsync(model, receipts, labels);
        Assert.Equal((0, 0), (duplicates, corrected));
        await fixture.Client.UntilAsync(
            $"/api/models/{model}/versions/1/performance?window=1h", p => (long?)p["labelled"] == accepted + pending);
        return accepted + pending;
    }

    private async Task<(int Accepted, int Duplicates, int Corrected, int Pending)> LabelAsync(string model, string[] receipts, string[] labels)
    {
        var answer = await PostLabelsAsync(model, receipts, labels);
        Assert.Empty(answer["rejected"]!.AsArray());
        return ((int)answer["accepted"]!, (int)answer["duplicates"]!, (int)answer["corrected"]!, (int)answer["pending"]!);
    }
}
