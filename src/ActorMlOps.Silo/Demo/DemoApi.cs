using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorMlOps.Silo.Demo;

/// <summary>The HTTP API as the sample uses it. Any answer but a good one ends the sample with what the API said.</summary>
internal sealed class DemoApi(Uri url, TimeProvider clock, CancellationToken stopping) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { BaseAddress = url };

    public async Task RegisterAsync(string model, string version, byte[] onnx, byte[] referenceCsv, object config)
    {
        using var form = new MultipartFormDataContent
        {
            { File(onnx, "application/octet-stream"), "model", "model.onnx" },
            { File(referenceCsv, "text/csv"), "reference", "reference.csv" },
            { JsonContent.Create(config), "config" },
        };
        await ReadAsync(await _http.PutAsync($"api/models/{model}/versions/{version}", form, stopping));
    }

    public async Task<JsonNode> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path, stopping));

    public async Task<JsonNode> PostAsync(string path, object body) => await ReadAsync(await _http.PostAsJsonAsync(path, body, stopping));

    /// <summary>How many rows of a version the windows hold.</summary>
    public async Task<long> CountedAsync(string model, string version)
    {
        var window = (await GetAsync($"api/models/{model}/versions/{version}/windows?rows=1"))["window"]!;
        return (window["firstRow"]?.GetValue<long>() ?? 0) + window["rows"]!.GetValue<long>();
    }

    /// <summary>Waits until the panes with the rows have arrived: they are sent every second.</summary>
    public async Task CountedAsync(string model, string version, long rows)
    {
        var started = clock.GetTimestamp();
        while (await CountedAsync(model, version) is var counted && counted < rows)
        {
            if (clock.GetElapsedTime(started) > Patience)
                throw new DemoException($"{counted} of {rows} rows of {model} {version} reached the windows within {Patience.TotalSeconds:0} s.");
            await Task.Delay(Poll, clock, stopping);
        }
    }

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent File(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private async Task<JsonNode> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(stopping);
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new DemoException($"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {(int)response.StatusCode} {text}");
        }
    }
}
