using System.Text.Json.Nodes;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>
/// Slack's incoming webhooks: <c>text</c> for notifications, blocks for the channel
/// (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
/// </summary>
internal sealed class SlackSink(string name, SinkFilter filter, SinkHttp http, Uri url, string? publicUrl) : HttpSink(name, "slack", filter)
{
    /// <summary>Slack refuses longer texts of a section.</summary>
    private const int MostText = 3000;

    protected override Task<SinkOutcome> PostAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        http.PostAsync(url, AlertTexts.Bytes(Message(notice, publicUrl)), cancellationToken);

    public static JsonObject Message(AlertNotice notice, string? publicUrl)
    {
        var alert = notice.Alert;
        var title = $"[{AlertTexts.Name(notice.Change)}] [{AlertTexts.Name(alert.Severity)}] {alert.Summary}";
        var link = AlertTexts.Link(publicUrl, alert);
        var context = string.Join("  ·  ", AlertTexts.Facts(alert).Select(f => $"*{Escape(f.Name)}* {Escape(f.Text)}").Prepend(
            link is null ? Escape(alert.Id) : $"<{link}|{Escape(alert.Id)}>"));
        return new()
        {
            ["text"] = AlertTexts.Cut(Escape(title), MostText),
            ["blocks"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "section",
                    ["text"] = Markdown($"{Sign(notice)} {Escape(title)}"),
                },
                new JsonObject
                {
                    ["type"] = "context",
                    ["elements"] = new JsonArray(Markdown(context)),
                }),
        };
    }

    private static string Sign(AlertNotice notice) => notice.Change switch
    {
        AlertChange.Closed => ":white_check_mark:",
        AlertChange.Acknowledged => ":eyes:",
        _ when notice.Alert.Severity == AlertSeverity.Page => ":rotating_light:",
        _ => ":warning:",
    };

    private static JsonObject Markdown(string text) => new() { ["type"] = "mrkdwn", ["text"] = AlertTexts.Cut(text, MostText) };

    /// <summary>The three characters that mean something to Slack.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
