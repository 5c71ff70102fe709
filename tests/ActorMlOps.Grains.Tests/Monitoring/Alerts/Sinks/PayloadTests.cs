using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Monitoring.Alerts;
using static ActorMlOps.Grains.Tests.Monitoring.Alerts.Signals;

namespace ActorMlOps.Grains.Tests.Monitoring.Alerts.Sinks;

/// <summary>Messages as the receivers' documentation asks for them.</summary>
public sealed class PayloadTests
{
    private const string Public = "https://mlops.example/";

    private static readonly Alert Open = new(
        "fraud:17", "fraud", "3", AlertKind.Drift, "amount<b>", null, AlertSeverity.Page, AlertPhase.Open, Start,
        new(0.31, 0.3, 0.32, 0.1, "psi & co", new(Start.AddHours(-1), Start, 2000, 5), AlertGuarantee.Calibrated), "actormlops/fraud/3/drift/amount<b>", 1);

    private static readonly Alert Closed = Open with { State = AlertPhase.Closed, ClosedAt = Start.AddMinutes(5), Recovery = new(Reason: "over"), Revision = 2 };

    [Fact]
    public void Signature_OfTheBody_IsThatOfRfc4231()
    {
        // Test case 2 of RFC 4231.
        var body = Encoding.ASCII.GetBytes("what do ya want for nothing?");
        Assert.Equal("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", Signature.Of(body, "Jefe"));
    }

    [Fact]
    public void PagerDuty_OfEachChange_TriggersAcknowledgesAndResolvesOneIncident()
    {
        var trigger = PagerDutySink.Event(Notice(AlertChange.Opened, Open), "KEY", Public);
        Assert.Equal(("KEY", "trigger", Open.DedupKey), (Text(trigger, "routing_key"), Text(trigger, "event_action"), Text(trigger, "dedup_key")));
        var payload = trigger["payload"]!;
        Assert.Equal(
            ("fraud@3: drift of amount<b>: psi & co", "fraud@3", "critical", "2026-03-01T12:00:00.000Z", "amount<b>", "fraud", "drift"),
            (Text(payload, "summary"), Text(payload, "source"), Text(payload, "severity"), Text(payload, "timestamp"), Text(payload, "component"),
                Text(payload, "group"), Text(payload, "class")));
        Assert.Equal("0.31 (0.3 to 0.32)", Text(payload["custom_details"]!, "value"));
        Assert.Equal("https://mlops.example/api/alerts/fraud%3A17", Text(trigger, "client_url"));
        Assert.Equal("acknowledge", Text(PagerDutySink.Event(Notice(AlertChange.Acknowledged, Open), "KEY", null), "event_action"));
        var resolve = PagerDutySink.Event(Notice(AlertChange.Closed, Closed), "KEY", null);
        Assert.Equal(["routing_key", "event_action", "dedup_key"], resolve.Select(f => f.Key));
        Assert.Equal("resolve", Text(resolve, "event_action"));
    }

    [Fact]
    public void PagerDuty_OfLongTexts_StaysWithinItsBounds()
    {
        var wide = Open with { DedupKey = new string('k', 300), Evidence = new(Reason: new string('r', 3000)) };
        var trigger = PagerDutySink.Event(Notice(AlertChange.Opened, wide), "KEY", null);
        Assert.InRange(Text(trigger, "dedup_key").Length, 1, 255);
        Assert.Equal(1024, Text(trigger["payload"]!, "summary").Length);
        Assert.Equal(Text(trigger, "dedup_key"), Text(PagerDutySink.Event(Notice(AlertChange.Closed, wide), "KEY", null), "dedup_key"));
    }

    [Fact]
    public void Slack_EscapesWhatMeansSomethingToIt()
    {
        var message = SlackSink.Message(Notice(AlertChange.Opened, Open), Public);
        Assert.Equal("[opened] [page] fraud@3: drift of amount&lt;b&gt;: psi &amp; co", Text(message, "text"));
        Assert.Equal(["section", "context"], message["blocks"]!.AsArray().Select(b => Text(b!, "type")));
        Assert.Equal("mrkdwn", Text(message["blocks"]![0]!["text"]!, "type"));
        Assert.StartsWith("<https://mlops.example/api/alerts/fraud%3A17|fraud:17>", Text(message["blocks"]![1]!["elements"]![0]!, "text"), StringComparison.Ordinal);
    }

    [Fact]
    public void Alertmanager_OfAnOpenAlert_EndsLaterThanTheNextMessageAndOfAClosedOneThen()
    {
        var open = AlertmanagerSink.Entry(Open, Public, Start.AddMinutes(1));
        Assert.Equal(
            """{"alertname":"actormlops_drift","kind":"drift","severity":"page","model":"fraud","version":"3","feature":"amount<b>"}""",
            Encoding.UTF8.GetString(AlertTexts.Bytes(open["labels"]!)));
        Assert.Equal(("2026-03-01T12:00:00.000Z", "2026-03-01T12:05:00.000Z"), (Text(open, "startsAt"), Text(open, "endsAt")));
        Assert.Equal("https://mlops.example/api/alerts/fraud%3A17", Text(open, "generatorURL"));
        Assert.All(open["annotations"]!.AsObject(), a => Assert.Equal(JsonValueKind.String, a.Value!.GetValueKind()));
        var closed = AlertmanagerSink.Entry(Closed, null, Start.AddMinutes(9));
        Assert.Equal("2026-03-01T12:05:00.000Z", Text(closed, "endsAt"));
        // The labels are the alert's identity there.
        Assert.Equal(open["labels"]!.ToJsonString(), closed["labels"]!.ToJsonString());
    }

    [Fact]
    public void Webhook_Body_IsTheAlertAsTheApiShowsIt()
    {
        var alert = JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(Open, AlertJson.Plain.Alert))!;
        Assert.Equal(
            [
                "id", "model", "version", "kind", "feature", "metric", "severity", "state", "raisedAt", "evidence", "dedupKey", "revision", "acknowledged",
                "closedAt", "recovery", "silenced",
            ],
            alert.AsObject().Select(f => f.Key));
        Assert.Equal(("drift", "page", "open", "calibrated"), (Text(alert, "kind"), Text(alert, "severity"), Text(alert, "state"), Text(alert["evidence"]!, "guarantee")));
    }

    [Fact]
    public void Retraining_PointsToTheWindowsData()
    {
        var request = JsonNode.Parse(RetrainingSink.Request(Notice(AlertChange.Opened, Open), Public).ToJsonString())!;
        Assert.Equal(("fraud", "3", "fraud:17"), (Text(request, "model"), Text(request, "version"), Text(request["alert"]!, "id")));
        var data = request["data"]!;
        Assert.Equal((2000, 5), ((int)data["rows"]!, (int)data["firstRow"]!));
        Assert.Equal(
            "https://mlops.example/api/models/fraud/versions/3/drift?from=2026-03-01T11:00:00.000Z&to=2026-03-01T12:00:00.000Z", Text(data, "drift"));
        Assert.Null(RetrainingSink.Request(Notice(AlertChange.Opened, Open with { Evidence = new() }), Public)["data"]);
    }

    [Fact]
    public void Filter_OfSeverityAndModels_LetsTestsThrough()
    {
        var filter = new SinkFilter(AlertSeverity.Page, ["fraud"]);
        Assert.True(filter.Takes(Open));
        Assert.False(filter.Takes(Open with { Severity = AlertSeverity.Warning }));
        Assert.False(filter.Takes(Open with { Model = "other" }));
        Assert.False(filter.Takes(Open with { Model = null }));
        Assert.True(filter.Takes(Open with { Model = null, Kind = AlertKind.Test, Severity = AlertSeverity.Info }));
    }

    private static AlertNotice Notice(AlertChange change, Alert alert) => new(1, change, Start, alert);

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();
}
