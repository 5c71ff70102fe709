using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Faults;

/// <summary>What a process that is killed in the middle of its work may lose, and what never.</summary>
public partial class KillTests
{
    private const string Model = "prices";
    private const int EnoughLabels = 300;

    [Fact]
    public async Task Kill_InTheMiddleOfTraffic_LosesNothingThatWasAcknowledged()
    {
        using var directory = new TemporaryDirectory();
        var labelled = new ConcurrentDictionary<string, int>();
        long durable;
        string models, traffic;
        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"]))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await http.RegisterElectricityAsync(Model, "1", "v1");
            await http.RegisterElectricityAsync(Model, "2", "v2");
            await http.SendAsync(HttpMethod.Put, $"api/models/{Model}/traffic", new { variants = new[] { new { version = "1", weight = 70 }, new { version = "2", weight = 30 } } });
            models = (await http.ReadAsync($"api/models/{Model}")).ToJsonString();
            traffic = Policy(await http.ReadAsync($"api/models/{Model}/traffic"));

            using var stopping = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(() => CallAsync(http, caller, labelled, stopping.Token))).ToArray();
            await Eventually.Is(() => Task.FromResult(labelled.Count), count => count >= EnoughLabels);
            durable = await Eventually.Is(() => DurableRowsAsync(http), rows => rows > 0);
            await silo.KillAsync();
            await stopping.CancelAsync();
            await Task.WhenAll(callers);
        }

        await using var again = await SiloProcess.StartReadyAsync(directory["data"]);
        using var api = new HttpClient { BaseAddress = again.Url };
        Assert.Equal(models, (await api.ReadAsync($"api/models/{Model}")).ToJsonString());
        Assert.Equal(traffic, Policy(await api.ReadAsync($"api/models/{Model}/traffic")));

        // Every acknowledged label is known: sent again, it is a repeat.
        var answer = await api.SendAsync(HttpMethod.Post, $"api/models/{Model}/labels", new { labels = labelled.Select(l => new { predictionId = l.Key, label = l.Value }) });
        Assert.Equal(labelled.Count, answer["duplicates"]!.GetValue<int>());

        // What the sender was told is durable is in the windows.
        long rows = 0;
        foreach (var version in new[] { "1", "2" })
            rows += (await api.ReadAsync($"api/models/{Model}/versions/{version}/windows?window=1h"))["window"]!["rows"]!.GetValue<long>();
        Assert.True(rows >= durable, $"{durable} rows were acknowledged as durable, {rows} are in the windows.");

        // It serves as before, and what is new counts on top.
        await api.InferAsync(Model, "after", [0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
    }

    /// <summary>Predicts and labels until the process is gone. A label is noted when it was acknowledged.</summary>
    private static async Task CallAsync(HttpClient http, int caller, ConcurrentDictionary<string, int> labelled, CancellationToken stopping)
    {
        try
        {
            for (var n = 0; !stopping.IsCancellationRequested; n++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"c{caller}-{n}");
                await http.InferAsync(Model, id, [n % 48 / 48f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
                var label = n & 1;
                await http.SendAsync(HttpMethod.Post, $"api/models/{Model}/labels", new { labels = new[] { new { predictionId = id, label } } });
                labelled[id] = label;
            }
        }
        catch (HttpRequestException)
        {
            // The process was killed: what it had not acknowledged does not count.
        }
    }

    private static string Policy(System.Text.Json.Nodes.JsonNode traffic) => $"{traffic["epoch"]} {traffic["variants"]!.ToJsonString()}";

    private static async Task<long> DurableRowsAsync(HttpClient http) =>
        PaneRows().Matches(await http.GetStringAsync("metrics")).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^actormlops_pane_rows\w*\{[^}]*\} (\d+)", RegexOptions.Multiline)]
    private static partial Regex PaneRows();
}
