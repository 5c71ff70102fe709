using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>
/// PagerDuty's Events API v2: trigger, acknowledge and resolve of one incident, found by its <c>dedup_key</c>
/// (developer.pagerduty.com/docs/send-alert-event). 202 means taken.
/// </summary>
internal sealed class PagerDutySink(string name, SinkFilter filter, SinkHttp http, Uri url, string routingKey, string? publicUrl)
    : HttpSink(name, "pagerduty", filter)
{
    private const int MostSummary = 1024;
    private const int MostKey = 255;

    protected override async Task<SinkOutcome> PostAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(notice, cancellationToken);
        // A test must not leave an incident behind.
        return outcome.Delivered && notice.Change == AlertChange.Test
            ? await SendAsync(notice with { Change = AlertChange.Closed }, cancellationToken)
            : outcome;
    }

    private Task<SinkOutcome> SendAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        http.PostAsync(url, AlertTexts.Bytes(Event(notice, routingKey, publicUrl)), cancellationToken);

    public static JsonObject Event(AlertNotice notice, string routingKey, string? publicUrl)
    {
        var alert = notice.Alert;
        var action = notice.Change switch
        {
            AlertChange.Acknowledged => "acknowledge",
            AlertChange.Closed => "resolve",
            _ => "trigger",
        };
        var body = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = action,
            ["dedup_key"] = Key(alert.DedupKey),
        };
        if (action != "trigger")
            return body;
        var details = new JsonObject { ["alert"] = alert.Id };
        foreach (var (name, text) in AlertTexts.Facts(alert))
            details[name] = text;
        var payload = new JsonObject
        {
            ["summary"] = AlertTexts.Cut(alert.Summary, MostSummary),
            ["source"] = alert.Model is null ? "actormlops" : alert.Version is null ? alert.Model : $"{alert.Model}@{alert.Version}",
            ["severity"] = alert.Severity switch { AlertSeverity.Page => "critical", AlertSeverity.Warning => "warning", _ => "info" },
            ["timestamp"] = AlertTexts.Instant(alert.RaisedAt),
            ["class"] = AlertTexts.Name(alert.Kind),
            ["custom_details"] = details,
        };
        if ((alert.Feature ?? alert.Metric) is { } component)
            payload["component"] = component;
        if (alert.Model is { } model)
            payload["group"] = model;
        body["payload"] = payload;
        body["client"] = "ActorMlOps";
        if (AlertTexts.Link(publicUrl, alert) is { } link)
            body["client_url"] = link;
        return body;
    }

    private static string Key(string dedupKey) =>
        dedupKey.Length <= MostKey ? dedupKey : $"actormlops/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dedupKey)))}";
}
