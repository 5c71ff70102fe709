using System.Text.Json;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>Posts the alert as the API shows it. The key of the message, the same when it comes again, is in a header.</summary>
internal sealed class WebhookSink(string name, SinkFilter filter, SinkHttp http, Uri url, string? secret) : HttpSink(name, "webhook", filter)
{
    private const string KeyHeader = "X-ActorMlOps-Delivery";
    private const string EventHeader = "X-ActorMlOps-Event";

    protected override Task<SinkOutcome> PostAsync(AlertNotice notice, CancellationToken cancellationToken) => SendAsync(
        http, url, secret, notice, JsonSerializer.SerializeToUtf8Bytes(notice.Alert, AlertJson.Plain.Alert), cancellationToken);

    public static Task<SinkOutcome> SendAsync(
        SinkHttp http, Uri url, string? secret, AlertNotice notice, byte[] body, CancellationToken cancellationToken)
    {
        List<(string, string)> headers = [(KeyHeader, notice.Key), (EventHeader, AlertTexts.Name(notice.Change))];
        if (secret is not null)
            headers.Add((Signature.Header, Signature.Of(body, secret)));
        return http.PostAsync(url, body, cancellationToken, headers);
    }
}
