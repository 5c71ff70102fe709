using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Integration.Tests.Api;

namespace ActorMlOps.Integration.Tests.Monitoring;

/// <summary>One version that is watched: rows are observed, reports are asked for.</summary>
internal sealed class Watched(ApiClient client, string model, string version = "1")
{
    public string Path => $"/api/models/{model}/versions/{version}";

    /// <summary>A model that answers with what it is given, so that only its rows matter.</summary>
    public Task RegisterAsync(int width, string? reference, string? config) =>
        client.RegisteredAsync(model, version, TinyOnnx.Identity("FP32", -1, width), reference, config);

    public async Task<JsonNode> ObserveAsync(string csv)
    {
        var posted = await client.SendAsync(
            HttpMethod.Post, $"{Path}/observations", new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv")));
        Assert.True(posted.Status == HttpStatusCode.OK, posted.Text);
        return posted.Json;
    }

    public async Task<JsonNode> GetAsync(string report)
    {
        var answer = await client.GetAsync($"{Path}/{report}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Json;
    }

    public async Task<ApiAnswer> PutAsync(string path, string json, string? ifMatch = null)
    {
        var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await client.SendAsync(HttpMethod.Put, $"{Path}/{path}", content, ifMatch: ifMatch);
    }

    public Task<ApiAnswer> PutAsync(string path, byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        return client.SendAsync(HttpMethod.Put, $"{Path}/{path}", content);
    }

    /// <summary>Names of the features that a report says drifted, by any test or by one.</summary>
    public static string[] Drifted(JsonNode report, string? method = null) => [.. report["features"]!.AsArray()
        .Where(f => method is null
            ? (bool)f!["drifted"]!
            : f!["tests"]!.AsArray().Any(t => ((string)t!["method"]!).Split("-ties")[0] == method && (bool)t["drifted"]!))
        .Select(f => (string)f!["name"]!)
        .Order(StringComparer.Ordinal)];

    public static JsonNode Feature(JsonNode report, string name) => report["features"]!.AsArray().Single(f => (string)f!["name"]! == name)!;

    public static JsonNode Test(JsonNode report, string feature, string method) =>
        Feature(report, feature)["tests"]!.AsArray().Single(t => (string)t!["method"]! == method)!;

    public static string Lines(int rows, Func<int, string> line) => string.Concat(Enumerable.Range(0, rows).Select(r => line(r) + "\n"));
}
