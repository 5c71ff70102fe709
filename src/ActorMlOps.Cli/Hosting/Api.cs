using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorMlOps.Cli.Hosting;

/// <summary>A silo's HTTP API.</summary>
internal sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => ReadAsync(_http.GetAsync(path, cancellationToken), cancellationToken);

    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(_http.PostAsync(path, null, cancellationToken), cancellationToken);

    public Task<JsonNode> PostAsync(string path, object body, CancellationToken cancellationToken) =>
        ReadAsync(_http.PostAsJsonAsync(path, body, cancellationToken), cancellationToken);

    /// <exception cref="ApiException">Refused.</exception>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.DeleteAsync(path, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new ApiException(Reason(response, await response.Content.ReadAsStringAsync(cancellationToken)));
    }

    public Task<JsonNode> PutAsync(string path, object body, CancellationToken cancellationToken) =>
        ReadAsync(_http.PutAsJsonAsync(path, body, cancellationToken), cancellationToken);

    public Task<JsonNode> PutAsync(string path, MultipartFormDataContent form, CancellationToken cancellationToken) =>
        ReadAsync(_http.PutAsync(path, form, cancellationToken), cancellationToken);

    /// <summary>Sends a body of any length and copies the answer while it comes; its length does not matter either.</summary>
    /// <exception cref="ApiException">Refused.</exception>
    public async Task StreamAsync(string path, HttpContent body, string accept, Func<Stream> open, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        request.Headers.Accept.ParseAdd(accept);
        // However long the silo reads.
        _http.Timeout = Timeout.InfiniteTimeSpan;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new ApiException(Reason(response, await response.Content.ReadAsStringAsync(cancellationToken)));
        await using var target = open();
        try
        {
            await response.Content.CopyToAsync(target, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new ApiException($"The answer broke off; its last row may say why. {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonNode> ReadAsync(Task<HttpResponseMessage> sent, CancellationToken cancellationToken)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new ApiException(Reason(response, text));
    }

    /// <summary>Title and errors of problem details; whatever else was said otherwise.</summary>
    private static string Reason(HttpResponseMessage response, string text)
    {
        try
        {
            var problem = JsonNode.Parse(text);
            string[] errors = problem?["errors"] is JsonArray list ? [.. list.Select(e => e!.ToString())] : [];
            var detail = errors.Length > 0 ? string.Join(Environment.NewLine, errors) : problem?["detail"]?.ToString();
            if (detail is not null)
                return detail;
        }
        catch (JsonException)
        {
            // Not from a silo, perhaps a proxy: then its own words are all there is.
        }
        return $"{(int)response.StatusCode} {response.ReasonPhrase}: {text}";
    }
}
