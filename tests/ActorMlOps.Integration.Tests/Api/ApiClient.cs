using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>Calls the API as any program would.</summary>
internal sealed class ApiClient(Uri url) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };

    public Uri Url => url;

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? accept = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1_000_000;
        using var response = await _http.SendAsync(request);
        return new(
            response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(),
            string.Join(",", response.Content.Headers.Allow), response.Headers.Location?.ToString(), response.Headers.ETag?.ToString());
    }

    public Task<ApiAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

    public Task<ApiAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, Json(json));

    public Task<ApiAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, Json(json));

    public Task<ApiAnswer> InferAsync(string model, string json, string? version = null) =>
        PostAsync(version is null ? $"/v2/models/{model}/infer" : $"/v2/models/{model}/versions/{version}/infer", json);

    public async Task<ApiAnswer> RegisterAsync(string model, string version, byte[] file, string? reference = null, string? config = null)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "model", "model.onnx" } };
        if (reference is not null)
            form.Add(new StringContent(reference), "reference", "reference.csv");
        if (config is not null)
            form.Add(new StringContent(config), "config", "config.json");
        return await SendAsync(HttpMethod.Put, $"/api/models/{model}/versions/{version}", form);
    }

    public async Task RegisteredAsync(string model, string version, byte[] file, string? reference = null, string? config = null)
    {
        var answer = await RegisterAsync(model, version, file, reference, config);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
    }

    /// <summary>Asks again until the answer is as wished: windows follow predictions with a delay.</summary>
    public async Task<JsonNode> UntilAsync(string path, Func<JsonNode, bool> wished)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(path);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            if (wished(answer.Json))
                return answer.Json;
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Patience, $"{path} never came to what was expected: {answer.Text}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    public void Dispose() => _http.Dispose();

    private static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}

internal sealed record ApiAnswer(HttpStatusCode Status, string? MediaType, string Text, string Allow, string? Location, string? ETag)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>The message of a refusal, whichever form it has.</summary>
    public string Error => (Json["error"] ?? Json["detail"])!.GetValue<string>();
}
