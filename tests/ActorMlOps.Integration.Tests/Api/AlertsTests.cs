using System.Net;
using System.Text.Json.Nodes;

namespace ActorMlOps.Integration.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class AlertsTests(ApiFixture fixture)
{
    private const string Infer = """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,6],"data":[0,0,0,0,0,0]}]}""";

    private ApiClient Api => fixture.Client;

    [Fact]
    public async Task Rule_ThatFires_IsListedShownAcknowledgedAndSentAsAnEvent()
    {
        const string model = "alerts.rule";
        await Api.RegisteredAsync(
            model, "1", Material.Model("elec2", "v1"),
            config: """{"alerts":[{"metric":"requests","op":">=","threshold":1,"severity":"page","window":"5m"},{"metric":"accuracy","op":"<","threshold":0.8,"for":"10m"}],"task":"binary"}""");
        using var http = new HttpClient { BaseAddress = Api.Url };
        await using var events = await http.GetStreamAsync($"/api/events?model={model}");
        using var lines = new StreamReader(events);
        Assert.Equal(HttpStatusCode.OK, (await Api.InferAsync(model, Infer)).Status);

        var list = await Api.UntilAsync($"/api/alerts?model={model}&state=open", a => a["alerts"]!.AsArray().Count == 1);
        var alert = list["alerts"]![0]!;
        Assert.Equal(
            ($"{model}:1", model, "1", "resource", "requests", "page", 1.0),
            ((string)alert["id"]!, (string)alert["model"]!, (string)alert["version"]!, (string)alert["kind"]!, (string)alert["metric"]!, (string)alert["severity"]!,
                (double)alert["evidence"]!["threshold"]!));
        Assert.Equal(alert.ToJsonString(), (await Api.GetAsync($"/api/alerts/{model}:1")).Json.ToJsonString());
        Assert.Contains(list["sinks"]!.AsArray(), s => (string)s!["sink"]! == "log");

        var (id, data) = await ReadEventAsync(lines);
        Assert.Equal(("opened", $"{model}:1"), ((string)data["change"]!, (string)data["alert"]!["id"]!));

        var rules = await Api.UntilAsync($"/api/alerts/rules?model={model}", r => r["rules"]!.AsArray().Count == 2);
        var accuracy = rules["rules"]!.AsArray().Single(r => ((string)r!["rule"]!).StartsWith("accuracy", StringComparison.Ordinal))!;
        Assert.Equal("unknown", (string)accuracy["state"]!);
        Assert.NotEmpty((string)accuracy["reason"]!);

        var seen = (await Api.PostAsync($"/api/alerts/{model}:1/ack", """{"by":"ann","note":"on it"}""")).Json;
        Assert.Equal(("acknowledged", "ann", "on it"), ((string)seen["state"]!, (string)seen["acknowledged"]!["by"]!, (string)seen["acknowledged"]!["note"]!));
        Assert.Empty((await Api.GetAsync($"/api/alerts?model={model}&state=open")).Json["alerts"]!.AsArray());

        // A client that comes again goes on where it was.
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/events?model={model}") { Headers = { { "Last-Event-ID", id } } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var resumed = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("acknowledged", (string)(await ReadEventAsync(resumed)).Data["change"]!);
    }

    [Fact]
    public async Task Silence_FromPostToDelete_IsListed()
    {
        var made = await Api.PostAsync("/api/silences", """{"matchers":{"model":"nobody","severity":"info"},"duration":"2h","reason":"a test","by":"ann"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var id = (string)made.Json["id"]!;
        Assert.Contains((await Api.GetAsync("/api/silences")).Json["silences"]!.AsArray(), s => s!.ToJsonString() == made.Json.ToJsonString());
        Assert.Equal(HttpStatusCode.NoContent, (await Api.SendAsync(HttpMethod.Delete, $"/api/silences/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.SendAsync(HttpMethod.Delete, $"/api/silences/{id}")).Status);
    }

    [Fact]
    public async Task Test_WithoutABody_TriesEverySinkOut()
    {
        var results = (await Api.SendAsync(HttpMethod.Post, "/api/alerts/test")).Json["results"]!.AsArray();
        Assert.Equal(["log", "metric"], results.Select(r => (string)r!["sink"]!).Order());
        Assert.All(results, r => Assert.True((bool)r!["delivered"]!));
        Assert.Equal("log", (string)Assert.Single((await Api.PostAsync("/api/alerts/test", """{"sink":"log","severity":"page"}""")).Json["results"]!.AsArray())!["sink"]!);
        Assert.Contains("There is no sink 'pigeon'", (await Api.PostAsync("/api/alerts/test", """{"sink":"pigeon"}""")).Error);
        // The exporter keeps an answer for a moment.
        var metrics = await Eventually.Is(
            async () => (await Api.GetAsync("/metrics")).Text, m => m.Contains("actormlops_alert_changes_total{", StringComparison.Ordinal));
        Assert.Contains("actormlops_alert_open{", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/alerts?model=alerts.nobody", null, HttpStatusCode.NotFound, "There is no model 'alerts.nobody'")]
    [InlineData("/api/alerts?state=broken", null, HttpStatusCode.BadRequest, "'state' must be one of open, acknowledged, closed, not 'broken'")]
    [InlineData("/api/alerts?limit=0&stat=open", null, HttpStatusCode.BadRequest, "There is no parameter 'stat'")]
    [InlineData("/api/alerts/alerts.nobody:1", null, HttpStatusCode.NotFound, "There is no alert 'alerts.nobody:1'")]
    [InlineData("/api/alerts/@fleet:1000", null, HttpStatusCode.NotFound, "There is no alert '@fleet:1000'")]
    [InlineData("/api/alerts/17", null, HttpStatusCode.NotFound, "There is no alert '17'")]
    [InlineData("/api/alerts/@fleet:1000/ack", "{}", HttpStatusCode.NotFound, "There is no alert '@fleet:1000'")]
    [InlineData("/api/alerts/@fleet:1000/ack", """{"who":"ann"}""", HttpStatusCode.BadRequest, "there is no field 'who'; fields are: by, note")]
    [InlineData("/api/alerts/test", """{"url":"http://169.254.169.254/"}""", HttpStatusCode.BadRequest, "there is no field 'url'")]
    [InlineData("/api/silences", """{"reason":"x","duration":"1h"}""", HttpStatusCode.BadRequest, "the field 'matchers' is missing")]
    [InlineData("/api/silences", """{"matchers":{},"reason":"x","duration":"1h"}""", HttpStatusCode.BadRequest, "'matchers' names nothing")]
    [InlineData("/api/silences", """{"matchers":{"kind":"rain"},"reason":"x","duration":"1h"}""", HttpStatusCode.BadRequest, "'matchers.kind' must be one of drift, quality")]
    [InlineData("/api/silences", """{"matchers":{"kind":"drift"},"reason":" ","duration":"1h"}""", HttpStatusCode.BadRequest, "'reason' must have")]
    [InlineData("/api/silences", """{"matchers":{"kind":"drift"},"reason":"x"}""", HttpStatusCode.BadRequest, "Give either 'duration'")]
    [InlineData("/api/silences", """{"matchers":{"kind":"drift"},"reason":"x","duration":"1000d"}""", HttpStatusCode.BadRequest, "at most 90d ahead")]
    [InlineData("/api/silences", """{"matchers":{"kind":"drift"},"reason":"x","expiresAt":"2026-01-31T12:00:00"}""", HttpStatusCode.BadRequest, "with an offset")]
    [InlineData("/api/events?lastEventId=newest", null, HttpStatusCode.BadRequest, "'Last-Event-ID' must be the id of an event")]
    public async Task Request_ThatIsWrong_IsToldWhatIsRight(string path, string? body, HttpStatusCode status, string expected)
    {
        var answer = body is null ? await Api.GetAsync(path) : await Api.PostAsync(path, body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"metric":"acuracy","op":"<","threshold":0.8}]""", "'alerts[0].metric': the version has no metric 'acuracy'; it has requests,")]
    [InlineData("""[{"metric":"accuracy","op":"below","threshold":0.8}]""", "'alerts[0].op': 'below' must be <, <=, > or >=")]
    [InlineData("""[{"metric":"accuracy","op":"<"}]""", "the field 'threshold' is missing in 'alerts[0]'")]
    [InlineData("""[{"metric":"accuracy","op":"<","threshold":0.8,"severity":"huge"}]""", "'alerts[0].severity' must be one of info, warning, page")]
    [InlineData("""[{"metric":"accuracy","op":"<","threshold":0.8,"for":"10"}]""", "'alerts[0].for' must be a duration")]
    [InlineData("[null]", "'alerts[0]' must not be null")]
    public async Task Rule_ThatIsWrong_IsRefusedAtRegistration(string alerts, string expected)
    {
        var answer = await Api.RegisterAsync("alerts.wrong", "1", Material.Model("elec2", "v1"), config: $$"""{"task":"binary","alerts":{{alerts}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    private static async Task<(string Id, JsonNode Data)> ReadEventAsync(StreamReader lines)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string? id = null;
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && id is not null)
                return (id, JsonNode.Parse(line[6..])!);
        }
        throw new InvalidOperationException("The stream of events ended.");
    }
}
