using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Faults;

/// <summary>A silo that was told to stop and started again is the same silo.</summary>
public class RestartTests
{
    private const string Model = "prices";
    private const string Window = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

    private static readonly string[] Reports =
    [
        "api/models",
        $"api/models/{Model}",
        $"api/models/{Model}/traffic",
        $"api/models/{Model}/rollouts",
        $"api/models/{Model}/versions/1/windows?{Window}",
        $"api/models/{Model}/versions/1/drift?{Window}",
        $"api/models/{Model}/versions/1/performance?{Window}",
        $"api/models/{Model}/versions/2/drift?{Window}",
        $"api/models/{Model}/versions/2/performance?{Window}",
    ];

    [Fact]
    public async Task Restart_AfterSigterm_FindsEverythingAsItWas()
    {
        using var directory = new TemporaryDirectory();
        string[] before;
        await using (var silo = await SiloProcess.StartReadyAsync(directory["data"]))
        {
            using var http = new HttpClient { BaseAddress = silo.Url };
            await http.RegisterElectricityAsync(Model, "1", "v1");
            await http.RegisterElectricityAsync(Model, "2", "v2");
            await http.SendAsync(HttpMethod.Post, $"api/models/{Model}/rollouts", new { kind = "shadow", candidate = "2" });
            for (var n = 0; n < 50; n++)
                await http.InferAsync(Model, $"p{n}", [n / 50f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
            await http.SendAsync(HttpMethod.Post, $"api/models/{Model}/labels", new { labels = Enumerable.Range(0, 40).Select(n => new { predictionId = $"p{n}", label = n & 1 }) });
            foreach (var version in new[] { "1", "2" })
            {
                await Eventually.Is(
                    async () => (await http.ReadAsync($"api/models/{Model}/versions/{version}/performance?{Window}"))["labelled"]!.GetValue<long>(), n => n == 40);
                await Eventually.Is(
                    async () => (await http.ReadAsync($"api/models/{Model}/versions/{version}/drift?{Window}"))["window"]!["rows"]!.GetValue<long>(), n => n == 50);
            }
            before = await ReadAsync(http);
            Assert.Equal(0, await silo.TerminateAsync());
        }

        await using var again = await SiloProcess.StartReadyAsync(directory["data"]);
        using var api = new HttpClient { BaseAddress = again.Url };
        Assert.Equal(before, await ReadAsync(api));

        // What comes now counts on top.
        await api.InferAsync(Model, "after", [0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f]);
        await Eventually.Is(
            async () => (await api.ReadAsync($"api/models/{Model}/versions/1/windows?{Window}"))["window"]!["rows"]!.GetValue<long>(), n => n == 51);
    }

    private static Task<string[]> ReadAsync(HttpClient http) =>
        Task.WhenAll(Reports.Select(async report => $"{report}: {(await http.ReadAsync(report)).ToJsonString()}"));
}
