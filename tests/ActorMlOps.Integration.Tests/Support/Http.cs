using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests;

/// <summary>Calls of the HTTP API that tests make again and again. Anything but success fails the test with the body.</summary>
internal static class Http
{
    public static string Sample(string path) => Path.Combine(AppContext.BaseDirectory, "Demo", "Data", path);

    public static async Task RegisterElectricityAsync(this HttpClient http, string model, string version, string file)
    {
        using var form = new MultipartFormDataContent
        {
            { Part(File.ReadAllBytes(Sample($"elec2/{file}.onnx"))), "model", "model.onnx" },
            { Part(File.ReadAllBytes(Sample("elec2/elec2.csv.gz"))), "reference", "reference.csv.gz" },
            { new StringContent("""{"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]}}"""), "config" },
        };
        await (await http.PutAsync($"api/models/{model}/versions/{version}", form)).JsonAsync();
    }

    public static async Task<JsonNode> ReadAsync(this HttpClient http, string path) => await (await http.GetAsync(path)).JsonAsync();

    public static async Task<JsonNode> SendAsync(this HttpClient http, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        return await (await http.SendAsync(request)).JsonAsync();
    }

    public static Task<JsonNode> InferAsync(this HttpClient http, string model, string id, float[] row) => http.SendAsync(
        HttpMethod.Post,
        $"v2/models/{model}/infer",
        new { id, inputs = new[] { new { name = "features", datatype = "FP32", shape = new[] { 1, row.Length }, data = row } } });

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {(int)response.StatusCode} {text}");
            return JsonNode.Parse(text)!;
        }
    }

    private static ByteArrayContent Part(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }
}
