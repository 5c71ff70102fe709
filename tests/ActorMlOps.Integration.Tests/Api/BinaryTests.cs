using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Grpc;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>The binary extension as its clients speak it.</summary>
[Collection(ApiCollection.Name)]
public sealed class BinaryTests(ApiFixture fixture) : IDisposable
{
    private const string JsonLength = "Inference-Header-Content-Length";

    private readonly HttpClient _http = new() { BaseAddress = fixture.Client.Url };

    public static TheoryData<string, string> Models => ModelConformanceTests.Models;

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Infer_InputsOfEveryModelInBinary_GivesTheExpectedOutputsInBinary(string model, string version)
    {
        var expected = Material.Expected(model, version);
        var name = $"binary.{model}";
        await fixture.Client.RegisteredAsync(name, version, Material.Model(model, version));
        var data = new List<byte>();
        var inputs = new JsonArray();
        foreach (var input in expected["inputs"]!.AsArray())
        {
            var raw = GrpcClient.Raw((string)input!["datatype"]!, [.. GrpcClient.Flat(input["data"]!)]);
            data.AddRange(raw);
            inputs.Add(new JsonObject
            {
                ["name"] = (string)input["name"]!,
                ["datatype"] = (string)input["datatype"]!,
                ["shape"] = input["shape"]!.DeepClone(),
                ["parameters"] = new JsonObject { ["binary_data_size"] = raw.Length },
            });
        }
        var request = new JsonObject { ["inputs"] = inputs, ["parameters"] = new JsonObject { ["binary_data_output"] = true } };

        var (json, binary) = await InferAsync(name, version, request.ToJsonString(), [.. data]);

        foreach (var (wanted, given) in expected["outputs"]!.AsArray().Zip(json["outputs"]!.AsArray()))
        {
            Assert.Equal(((string)wanted!["name"]!, wanted["shape"]!.ToJsonString()), ((string)given!["name"]!, given["shape"]!.ToJsonString()));
            Assert.Null(given["data"]);
            var size = (int)given["parameters"]!["binary_data_size"]!;
            var values = GrpcClient.Values((string)given["datatype"]!, binary.AsSpan(0, size));
            binary = binary[size..];
            GrpcClient.AssertSame(wanted["data"]!, values, (double)expected["tolerance_abs"]!);
        }
        Assert.Empty(binary);
    }

    [Fact]
    public async Task Infer_OneOutputInBinary_LeavesTheOtherInTheJson()
    {
        await ModelAsync();

        var (json, binary) = await InferAsync(
            "binary.one", "1",
            """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}],"outputs":[{"name":"probabilities","parameters":{"binary_data":true}},{"name":"label"}]}""", []);

        Assert.Equal(8, binary.Length);
        Assert.Single(json["outputs"]![1]!["data"]!.AsArray());
    }

    [Theory]
    [InlineData("3", 400, "not valid JSON")]
    [InlineData("none", 400, "'Inference-Header-Content-Length' is")]
    [InlineData("999999", 400, "'Inference-Header-Content-Length' is")]
    public async Task Infer_WrongJsonLength_Is400(string length, int status, string expected)
    {
        await ModelAsync();

        var answer = await SendAsync("binary.one", "1", length, new byte[100]);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(expected, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_RandomBytesAfterTheJson_AreNeverMoreThanABadRequest()
    {
        await ModelAsync();
        await fixture.Client.RegisteredAsync("binary.text", "1", TinyOnnx.Identity("BYTES", -1, 1));
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            var garbage = new byte[random.Next(64)];
            random.NextBytes(garbage);
            var json = Encoding.UTF8.GetBytes(
                $$$"""{"inputs":[{"name":"x","datatype":"BYTES","shape":[{{{random.Next(1, 4)}}},1],"parameters":{"binary_data_size":{{{garbage.Length}}}}}]}""");
            using var answer = await SendAsync("binary.text", "1", json.Length.ToString(CultureInfo.InvariantCulture), [.. json, .. garbage]);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.StatusCode}");
            if (answer.StatusCode == HttpStatusCode.BadRequest)
                Assert.Contains("'x'", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.GetAsync("/healthz/ready")).Status);
    }

    private async Task ModelAsync()
    {
        var answer = await fixture.Client.RegisterAsync("binary.one", "1", Material.Model("elec2", "v1"));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
    }

    private async Task<(JsonNode Json, byte[] Binary)> InferAsync(string model, string version, string json, byte[] binary)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        using var answer = await SendAsync(model, version, utf8.Length.ToString(CultureInfo.InvariantCulture), [.. utf8, .. binary]);
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.MediaType);
        var length = int.Parse(answer.Headers.GetValues(JsonLength).Single(), CultureInfo.InvariantCulture);
        return (JsonNode.Parse(body.AsSpan(0, length))!, body[length..]);
    }

    private async Task<HttpResponseMessage> SendAsync(string model, string version, string jsonLength, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v2/models/{model}/versions/{version}/infer") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add(JsonLength, jsonLength);
        return await _http.SendAsync(request);
    }
}
