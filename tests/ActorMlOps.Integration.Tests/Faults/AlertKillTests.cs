using System.Text.Json.Nodes;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Faults;

/// <summary>
/// Alerts of a process that is killed: what was open is open, what was silenced is silent, what was not delivered is delivered, once.
/// </summary>
public sealed class AlertKillTests
{
    private const string Model = "prices";

    private const string Config = """
        {"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]},"alerts":[
          {"metric":"requests","op":">=","threshold":1,"severity":"page","window":"5m"},
          {"metric":"latencyP99","op":">","threshold":0,"window":"5m"},
          {"metric":"missing:period","op":">=","threshold":0,"severity":"info","window":"5m"}]}
        """;

    [Fact]
    public async Task Kill_WithASinkThatIsDown_LosesNoAlertNoSilenceAndNoMessage()
    {
        using var directory = new TemporaryDirectory();
        await using var up = AlertReceiver.Up();
        await using var down = AlertReceiver.Down();
        var settings = new Dictionary<string, string>
        {
            ["ActorMlOps__Alerts__EvaluateSeconds"] = "1",
            ["ActorMlOps__Alerts__RetryFirst"] = "00:00:00.1",
            ["ActorMlOps__Alerts__RetryMost"] = "00:00:00.5",
            ["ActorMlOps__Alerts__Sinks__0__Type"] = "webhook",
            ["ActorMlOps__Alerts__Sinks__0__Name"] = "down",
            ["ActorMlOps__Alerts__Sinks__0__Url"] = down.Url,
            ["ActorMlOps__Alerts__Sinks__0__Secret"] = "s3cret",
            ["ActorMlOps__Alerts__Sinks__1__Type"] = "webhook",
            ["ActorMlOps__Alerts__Sinks__1__Name"] = "up",
            ["ActorMlOps__Alerts__Sinks__1__Url"] = up.Url,
        };
        string[] alerts;
        string silences;
        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"], environment: settings))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            silences = (await http.SendAsync(
                HttpMethod.Post, "api/silences", new { matchers = new { model = Model, kind = "quality" }, duration = "1d", reason = "a known gap", by = "ann" })).ToJsonString();
            await RegisterAsync(http);
            await http.InferAsync(Model, "one", [0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
            await Eventually.Is(async () => (await AlertsAsync(http)).Length, n => n == 3);
            var told = (await http.ReadAsync("api/alerts?state=open"))["alerts"]!.AsArray().First(a => (string?)a!["metric"] == "requests")!;
            await http.SendAsync(HttpMethod.Post, $"api/alerts/{told["id"]}/ack", new { by = "ann", note = "looking" });
            // Two openings and the acknowledgement; the third is silenced.
            await Eventually.Is(() => Task.FromResult(up.Keys.Length), n => n == 3);
            await Eventually.Is(() => SinkAsync(http, "up"), s => s["undelivered"]!.GetValue<int>() == 0);
            Assert.Equal(3, (await SinkAsync(http, "down"))["undelivered"]!.GetValue<int>());
            alerts = await AlertsAsync(http);
            await silo.KillAsync();
            Assert.DoesNotContain("s3cret", silo.Output);
        }

        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"], environment: settings))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            Assert.Equal(alerts, await AlertsAsync(http));
            Assert.Equal(silences, (await http.ReadAsync("api/silences"))["silences"]!.AsArray().Single()!.ToJsonString());
            Assert.Equal(3, (await SinkAsync(http, "down"))["undelivered"]!.GetValue<int>());
            await silo.KillAsync();
        }

        down.Start();
        await using var again = await SiloProcess.StartReadyAsync(directory["data"], environment: settings);
        using var api = new HttpClient { BaseAddress = again.Url };
        await Eventually.Is(() => Task.FromResult(down.Keys.Length), n => n == 3);
        await Eventually.Is(() => SinkAsync(api, "down"), s => s["undelivered"]!.GetValue<int>() == 0);
        Assert.Equal(up.Keys, down.Keys);
        Assert.Equal(3, down.Received.Length);
        Assert.Equal(["open", "open", "acknowledged"], down.Received.Select(r => (string)r.Json["state"]!));
        Assert.All(down.Received, r => Assert.StartsWith("sha256=", r.Signature, StringComparison.Ordinal));
    }

    private static async Task RegisterAsync(HttpClient http)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(File.ReadAllBytes(Http.Sample("elec2/v1.onnx"))), "model", "model.onnx" },
            { new ByteArrayContent(File.ReadAllBytes(Http.Sample("elec2/elec2.csv.gz"))), "reference", "reference.csv.gz" },
            { new StringContent(Config), "config" },
        };
        await (await http.PutAsync($"api/models/{Model}/versions/1", form)).JsonAsync();
    }

    private static async Task<string[]> AlertsAsync(HttpClient http) =>
        [.. (await http.ReadAsync($"api/alerts?model={Model}"))["alerts"]!.AsArray().Select(a => a!.ToJsonString())];

    private static async Task<JsonNode> SinkAsync(HttpClient http, string sink) =>
        (await http.ReadAsync("api/alerts"))["sinks"]!.AsArray().Single(s => (string)s!["sink"]! == sink)!;
}
