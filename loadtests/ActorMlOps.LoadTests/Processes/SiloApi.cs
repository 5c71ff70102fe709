using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Processes;

/// <summary>The silo's HTTP API as far as the load tests need it.</summary>
internal sealed class SiloApi(Uri url) : IDisposable
{
    public const string Version = "v1";

    /// <summary>Configuration of a model of the electricity market with its reference.</summary>
    public const string WithReference = """{"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]}}""";

    private const int MostLooks = 120;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http = new() { BaseAddress = url };

    /// <summary>
    /// Registers the model twice: with a reference, so that its features are counted into 1,000 intervals each, and, as
    /// <see cref="SampleModel.BareName"/>, without.
    /// </summary>
    public async Task RegisterAsync(SampleModel model)
    {
        await PutAsync(model.Name, Version, model.File, ElectricityRows.File, WithReference);
        await PutAsync(model.BareName, Version, model.File, null, """{"task":"binary"}""");
    }

    /// <summary>Waits until rows have been counted: they are sent every second.</summary>
    /// <exception cref="LoadTestException">The silo has not compared the features of rows that the model got.</exception>
    public async Task DemandMonitoredAsync(SampleModel model)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            var drift = await GetAsync($"api/models/{model.Name}/versions/{Version}/drift?rows=500");
            if (drift["features"] is JsonArray { Count: > 0 } && drift["window"]!["rows"]!.GetValue<long>() > 0)
                return;
            await Task.Delay(BetweenLooks, TimeProvider.System);
        }
        throw new LoadTestException(
            $"The silo has counted no row of '{model.Name}' {MostLooks * BetweenLooks.TotalSeconds:0} s after the load.");
    }

    /// <param name="reference">A CSV file, gzipped; null: none.</param>
    public async Task PutAsync(string name, string version, string onnx, string? reference, string config)
    {
        using var form = new MultipartFormDataContent { { Part(onnx), "model", "model.onnx" }, { new StringContent(config), "config" } };
        if (reference is not null)
            form.Add(Part(reference), "reference", "reference.csv.gz");
        using var response = await _http.PutAsync($"api/models/{name}/versions/{version}", form);
        if (!response.IsSuccessStatusCode)
            throw new LoadTestException($"'{name}' was not registered: {await response.Content.ReadAsStringAsync()}");
    }

    public Task LoadAsync(string name, string version) => PostAsync($"v2/repository/models/{name}/versions/{version}/load", null);

    public Task UnloadAsync(string name, string version) => PostAsync($"v2/repository/models/{name}/versions/{version}/unload", null);

    public Task InferAsync(string name, string version, float[] row) => PostAsync(
        $"v2/models/{name}/versions/{version}/infer",
        new JsonObject
        {
            ["inputs"] = new JsonArray(new JsonObject
            {
                ["name"] = "features",
                ["datatype"] = "FP32",
                ["shape"] = new JsonArray(1, row.Length),
                ["data"] = new JsonArray([.. row.Select(v => JsonValue.Create(v))]),
            }),
        });

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, JsonNode? body)
    {
        using var response = await _http.PostAsync(path, body is null ? null : JsonContent.Create(body));
        if (!response.IsSuccessStatusCode)
            throw new LoadTestException($"POST {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new LoadTestException($"GET {path}: {body}");
    }

    private static ByteArrayContent Part(string file)
    {
        var content = new ByteArrayContent(File.ReadAllBytes(file));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }
}
