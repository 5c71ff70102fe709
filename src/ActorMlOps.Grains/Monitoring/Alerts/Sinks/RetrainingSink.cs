using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring.Alerts;

namespace ActorMlOps.Grains.Monitoring.Alerts.Sinks;

/// <summary>
/// Asks for a new training when an alert of a kind that calls for one is raised: the alert, and where the data of its window are.
/// </summary>
internal sealed class RetrainingSink(SinkHttp http, RetrainingOptions options, string? publicUrl) : HttpSink(SinkName, SinkName, SinkFilter.Everything)
{
    public const string SinkName = "retraining";

    private static readonly AlertKind[] DefaultKinds = [AlertKind.Drift, AlertKind.Performance];

    private readonly Uri _url = new(options.EffectiveUrl!);
    private readonly string? _secret = options.EffectiveSecret;
    private readonly IReadOnlyCollection<AlertKind> _kinds = options.Kinds ?? (IReadOnlyCollection<AlertKind>)DefaultKinds;
    private readonly SinkFilter _filter = new(options.MinSeverity, options.Models);

    public override bool Takes(AlertNotice notice) =>
        notice.Change == AlertChange.Test
        || (notice.Change == AlertChange.Opened && notice.Alert.Model is not null && _kinds.Contains(notice.Alert.Kind) && _filter.Takes(notice.Alert));

    protected override Task<SinkOutcome> PostAsync(AlertNotice notice, CancellationToken cancellationToken) =>
        WebhookSink.SendAsync(http, _url, _secret, notice, AlertTexts.Bytes(Request(notice, publicUrl)), cancellationToken);

    public static JsonObject Request(AlertNotice notice, string? publicUrl)
    {
        var alert = notice.Alert;
        return new()
        {
            ["model"] = alert.Model,
            ["version"] = alert.Version,
            ["reason"] = alert.Summary,
            ["requestedAt"] = AlertTexts.Instant(notice.At),
            ["alert"] = JsonSerializer.SerializeToNode(alert, AlertJson.Plain.Alert),
            ["data"] = Data(alert, publicUrl),
        };
    }

    /// <summary>
    /// Where the window's counters are found, and what to look for in the rows that the caller keeps; null: the alert is of no window.
    /// </summary>
    private static JsonObject? Data(Alert alert, string? publicUrl)
    {
        if (alert is not { Model: { } model, Version: { } version, Evidence.Window: { From: { } from, To: { } to } window })
            return null;
        var root = $"{publicUrl?.TrimEnd('/')}/api/models/{model}/versions/{version}";
        var query = $"?from={AlertTexts.Instant(from)}&to={AlertTexts.Instant(to)}";
        return new()
        {
            ["from"] = AlertTexts.Instant(from),
            ["to"] = AlertTexts.Instant(to),
            ["rows"] = window.Rows,
            ["firstRow"] = window.FirstRow,
            ["drift"] = root + "/drift" + query,
            ["performance"] = root + "/performance" + query,
            ["windows"] = root + "/windows" + query,
        };
    }
}
