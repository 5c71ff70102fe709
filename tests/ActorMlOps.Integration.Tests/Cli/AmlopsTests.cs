using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Cli;

/// <summary><c>amlops</c> against a real silo.</summary>
public class AmlopsTests
{
    [Fact]
    public async Task Amlops_FromRegistrationToRollback_DoesWhatTheApiDoes()
    {
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        var config = directory["config.json"];
        File.WriteAllText(config, """{"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]}}""");

        foreach (var version in new[] { "1", "2" })
        {
            var registered = await RunAsync(
                0, "register", "prices", version, Http.Sample($"elec2/v{version}.onnx"), "--reference", Http.Sample("elec2/elec2.csv.gz"), "--config", config);
            Assert.Contains($"prices {version} is registered (binary", registered);
        }
        Assert.Contains("prices", await RunAsync(0, "models"));
        await RunAsync(0, "batch", "prices", "--in", Http.Sample("elec2/elec2.csv.gz"), "--out", directory["scored.parquet"], "--version", "2", "--echo", "class");
        Assert.Equal("PAR1"u8, File.ReadAllBytes(directory["scored.parquet"]).AsSpan(0, 4));
        await RunAsync(0, "batch", "prices", "--in", Http.Sample("elec2/elec2.csv.gz"), "--out", directory["scored.csv"], "--version", "2");
        Assert.Equal(45_313, File.ReadLines(directory["scored.csv"]).Count());
        Assert.Contains("must end in .csv", await RunAsync(1, "batch", "prices", "--in", "rows.txt", "--out", "scored.csv"));
        Assert.Contains("95", await RunAsync(0, "traffic", "prices", "1=95", "2=5"));
        await RunAsync(0, "traffic", "prices", "1=100");
        Assert.Contains("another model file", await RunAsync(1, "register", "prices", "1", Http.Sample("elec2/v2.onnx")));

        using var http = new HttpClient { BaseAddress = silo.Url };
        await http.SendAsync(HttpMethod.Post, "api/models/prices/rollouts", new { kind = "canary", candidate = "2" });
        Assert.Contains("rolledBack", await RunAsync(0, "rollout", "prices", "r1", "rollback"));

        // Sixty times the same row: nothing but drift.
        for (var n = 0; n < 60; n++)
            await http.InferAsync("prices", $"p{n}", [0.5f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f]);
        await Eventually.Is(
            async () => (await http.ReadAsync("api/models/prices/versions/1/drift?window=1h"))["window"]!["rows"]!.GetValue<long>(), rows => rows == 60);
        Assert.Contains("nswprice", await RunAsync(2, "drift", "show", "prices", "1"));
        Assert.Contains("vicdemand", await RunAsync(0, "quality", "prices", "1"));
        Assert.Contains("no sensitive columns", await RunAsync(0, "fairness", "prices", "1"));
        Assert.Contains("0 of 60 predictions have labels", await RunAsync(0, "performance", "prices", "1"));
        Assert.Contains("answered", await RunAsync(0, "silos"));

        // The roll-back above is an alert by itself.
        await Eventually.Is(async () => (await http.ReadAsync("api/alerts?kind=rollout"))["alerts"]!.AsArray().Count, n => n == 1);
        Assert.Contains("rollout", await RunAsync(2, "alerts", "list", "--state", "open"));
        Assert.Contains("is closed; acknowledged by ann", await RunAsync(0, "alerts", "ack", "prices:1", "--by", "ann", "--note", "seen"));
        Assert.DoesNotContain("prices:1", await RunAsync(0, "alerts", "list", "--state", "open"));
        Assert.Contains("prices:1", await RunAsync(0, "alerts", "--model", "prices"));
        Assert.Contains("There is no alert 'prices:7'", await RunAsync(1, "alerts", "ack", "prices:7"));
        Assert.Contains("delivered", await RunAsync(0, "alerts", "test"));
        Assert.Contains("Silence s1 of model=prices kind=drift", await RunAsync(0, "silences", "add", "model=prices", "kind=drift", "--for", "2h", "--reason", "known"));
        Assert.Contains("known", await RunAsync(0, "silences"));
        Assert.Contains("has ended", await RunAsync(0, "silences", "remove", "s1"));
        Assert.Contains("There is no silence 's1'", await RunAsync(1, "silences", "remove", "s1"));

        async Task<string> RunAsync(int expected, params string[] arguments)
        {
            var (exitCode, output) = await RunningProcess.RunAsync(
                "dotnet", [Path.Combine(AppContext.BaseDirectory, "amlops.dll"), .. arguments, "--url", silo.Url.ToString()], TimeSpan.FromMinutes(1));
            Assert.True(exitCode == expected, $"{string.Join(' ', arguments)}: {exitCode}\n{output}");
            return output;
        }
    }
}
