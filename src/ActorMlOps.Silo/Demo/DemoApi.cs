using System.Net.Http.Headers;
using System.Net.Http.Json;
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

    /// <summary>How many rows of a version were counted so far.</summary>
    private async Task<long> CountedAsync(string model, string version)
    {
        var window = (await GetAsync($"api/models/{model}/versions/{version}/windows?rows=1"))["window"]!;
        return (window["firstRow"]?.GetValue<long>() ?? 0) + window["rows"]!.GetValue<long>();
    }

    /// <summary>Waits until the panes with the rows have arrived, at the windows of operations and of drift: they are sent every second.</summary>
    public async Task CountedAsync(string model, string version, long rows)
    {
        await UntilAsync(() => CountedAsync(model, version), rows, $"rows of {model} {version} reached the windows");
        await UntilAsync(() => ComparedAsync(model, version, rows), rows, $"rows of {model} {version} reached the windows of drift");
    }

    /// <summary>The performance report of a window, once the labels have found their predictions there.</summary>
    public async Task<JsonNode> PerformanceAsync(string model, string version, string window, long labelled)
    {
        JsonNode? report = null;
        await UntilAsync(
            async () => (report = await GetAsync($"api/models/{model}/versions/{version}/performance?{window}")).Count("labelled"),
            labelled,
            $"labels of {model} {version} found their rows");
        return report!;
    }

    /// <summary>The alert rules of all versions as they stand once each was evaluated on what has come until now.</summary>
    public async Task<IReadOnlyList<JsonNode>> EvaluatedRulesAsync()
    {
        var now = clock.GetUtcNow();
        IReadOnlyList<JsonNode> rules = [];
        await UntilAsync(
            async () =>
            {
                rules = await RulesAsync();
                return (rules.Count(r => r["evaluatedAt"]!.GetValue<DateTimeOffset>() >= now), rules.Count);
            },
            "alert rules were evaluated");
        return rules;
    }

    private async Task<JsonNode[]> RulesAsync() => [.. (await GetAsync("api/alerts/rules"))["rules"]!.AsArray().Select(r => r!)];

    /// <summary>The start of the next 10 s of the clock: time windows are exact from there on.</summary>
    public async Task<DateTimeOffset> NextHopAsync()
    {
        var now = clock.GetUtcNow();
        var next = DateTimeOffset.FromUnixTimeSeconds(((now.ToUnixTimeSeconds() / 10) + 1) * 10);
        await Task.Delay(next - now, clock, stopping);
        return next;
    }

    private async Task<long> ComparedAsync(string model, string version, long rows)
    {
        var window = (await GetAsync($"api/models/{model}/versions/{version}/drift?rows=1&offset={rows - 1}"))["window"]!;
        return (window["firstRow"]?.GetValue<long>() ?? 0) + window["rows"]!.GetValue<long>();
    }

    private Task UntilAsync(Func<Task<long>> read, long wanted, string what) => UntilAsync(async () => (await read(), wanted), what);

    private async Task UntilAsync(Func<Task<(long Counted, long Wanted)>> read, string what)
    {
        var started = clock.GetTimestamp();
        while (await read() is var (counted, wanted) && counted < wanted)
        {
            if (clock.GetElapsedTime(started) > Patience)
                throw new DemoException($"{counted} of {wanted} {what} within {Patience.TotalSeconds:0} s.");
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
