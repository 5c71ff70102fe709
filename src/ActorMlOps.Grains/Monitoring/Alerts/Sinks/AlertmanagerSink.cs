using System.Text.Json.Nodes;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>
/// Alertmanager's API v2, <c>POST /api/v2/alerts</c>. It takes an alert for over at its <c>endsAt</c>, so open ones are sent again every
/// minute with an end four minutes ahead, as Prometheus does.
/// </summary>
internal sealed class AlertmanagerSink(
    string name, SinkFilter filter, SinkHttp http, Uri baseUrl, string? token, string? publicUrl, TimeProvider clock) : IRepeatingSink
{
    private const string Path = "/api/v2/alerts";
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(4);

    private readonly Uri _url = new(baseUrl.AbsoluteUri.TrimEnd('/') is var url && url.EndsWith(Path, StringComparison.Ordinal) ? url : url + Path);

    public string Name => name;

    public string Type => "alertmanager";

    public int MostAtOnce => 64;

    public TimeSpan Every { get; } = TimeSpan.FromMinutes(1);

    public bool Takes(AlertNotice notice) => filter.Takes(notice.Alert);

    public Task<SinkOutcome> SendAsync(AlertScope scope, IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken) =>
        PostAsync(notices.Select(n => n.Alert), cancellationToken);

    public Task<SinkOutcome> RepeatAsync(IReadOnlyList<Alert> open, CancellationToken cancellationToken) =>
        PostAsync(open.Where(filter.Takes), cancellationToken);

    public static JsonObject Entry(Alert alert, string? publicUrl, DateTimeOffset now)
    {
        var labels = new JsonObject { ["alertname"] = $"actormlops_{AlertTexts.Name(alert.Kind)}" };
        foreach (var (label, value) in ((string, string?)[])[
            ("kind", AlertTexts.Name(alert.Kind)), ("severity", AlertTexts.Name(alert.Severity)), ("model", alert.Model),
            ("version", alert.Version), ("feature", alert.Feature), ("metric", alert.Metric)])
        {
            if (value is not null)
                labels[label] = value;
        }
        var annotations = new JsonObject { ["summary"] = alert.Summary, ["alert"] = alert.Id };
        foreach (var (fact, text) in AlertTexts.Facts(alert))
            annotations[fact] = text;
        var entry = new JsonObject
        {
            ["labels"] = labels,
            ["annotations"] = annotations,
            ["startsAt"] = AlertTexts.Instant(alert.RaisedAt),
            ["endsAt"] = AlertTexts.Instant(alert.ClosedAt ?? now + Ahead),
        };
        if (AlertTexts.Link(publicUrl, alert) is { } link)
            entry["generatorURL"] = link;
        return entry;
    }

    private Task<SinkOutcome> PostAsync(IEnumerable<Alert> alerts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        // Of an alert that changed more than once only the last state means anything here.
        var entries = alerts.GroupBy(a => a.Id).Select(g => (JsonNode)Entry(g.Last(), publicUrl, now)).ToArray();
        return entries.Length == 0
            ? Task.FromResult(SinkOutcome.Done)
            : http.PostAsync(_url, AlertTexts.Bytes(new JsonArray(entries)), cancellationToken, token is null ? [] : [("Authorization", $"Bearer {token}")]);
    }
}
