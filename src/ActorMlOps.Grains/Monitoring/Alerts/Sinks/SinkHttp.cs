using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ActorMlOps.Grains.Hosting;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Posts JSON to addresses of the settings. Redirections are not followed: they could take secrets elsewhere.</summary>
internal sealed class SinkHttp : IDisposable
{
    private const int ShownBytes = 512;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    public SinkHttp(IOptions<AlertOptions> options, TimeProvider clock)
    {
        (_timeout, _clock) = (options.Value.Timeout, clock);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = _timeout,
            // One that hangs must not starve the others of the same host; many grains may have something to say at once.
            MaxConnectionsPerServer = 16,
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 1 << 16,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new("ActorMlOps", "1"));
    }

    /// <param name="headers">Names and values.</param>
    public async Task<SinkOutcome> PostAsync(
        Uri url, byte[] body, CancellationToken cancellationToken, params IReadOnlyList<(string Name, string Value)> headers)
    {
        using var deadline = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode)
                return new(true, Status: status);
            var text = await ReadAsync(response, either.Token).ConfigureAwait(false);
            var refused = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;
            return new(false, refused, status, $"HTTP {status}{(text.Length > 0 ? $": {text}" : "")}", Patience(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SinkOutcome.Failure($"No answer within {_timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or UriFormatException)
        {
            return SinkOutcome.Failure((e.InnerException ?? e) is SocketException socket ? $"No connection: {socket.SocketErrorCode}." : $"No connection: {e.GetType().Name}.");
        }
    }

    public void Dispose() => _http.Dispose();

    private TimeSpan? Patience(RetryConditionHeaderValue? retry) => retry?.Delta ?? (retry?.Date is { } date ? date - _clock.GetUtcNow() : null);

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[ShownBytes];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var read = await stream.ReadAtLeastAsync(buffer, ShownBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var text = System.Text.Encoding.UTF8.GetString(buffer, 0, read);
        return string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }
}
