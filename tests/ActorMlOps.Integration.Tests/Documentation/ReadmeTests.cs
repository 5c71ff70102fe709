using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Client;
using ActorMlOps.Monitoring;
using ActorMlOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace ActorMlOps.Integration.Tests.Documentation;

/// <summary>The README's examples do what it says, as they stand there.</summary>
public class ReadmeTests
{
    private const string Address = "127.0.0.1:5080";

    [Fact]
    public async Task CurlExamples_PastedInOrder_AllSucceed()
    {
        var examples = SourceTree.CodeBlocks("README.md", "bash");
        Assert.True(examples.Length >= 2);
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        // curl says nothing of a refusal by itself: here it must.
        var script = "set -e\ncurl() { command curl --fail-with-body \"$@\"; echo; }\n"
            + string.Join("\n", examples).Replace(Address, $"127.0.0.1:{silo.Url.Port}", StringComparison.Ordinal);
        var (exitCode, output) = await RunningProcess.RunAsync("bash", ["-s"], TimeSpan.FromMinutes(1), script, SourceTree.Root);
        Assert.True(exitCode == 0, output);
        Assert.Contains("\"model_version\":\"1\"", output);
        Assert.Contains("rolledBack", output);
    }

    [Fact]
    public async Task ClientExample_AsWritten_PredictsAndLabels()
    {
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        using var http = new HttpClient { BaseAddress = silo.Url };
        await http.RegisterElectricityAsync("prices", "1", "v1");
        var gateway = silo.GatewayPort;

        // Below: the README's example, but for the port.
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gateway, "actormlops", "embedded"));
        builder.Services.AddActorMlOpsClient();
        using var host = builder.Build();
        await host.StartAsync();

        var prices = host.Services.GetRequiredService<IModelClient>().Model("prices");
        var prediction = await prices.PredictAsync(new[] { 0.5f, 0.06f, 0.44f, 0.003f, 0.42f, 0.41f }, new PredictOptions("halfhour-2"));
        Console.WriteLine($"version {prediction.Version}: the price rises with {prediction.Floats("probabilities")[1]:0.00}");
        await prices.LabelAsync("halfhour-2", 1);
        // End of the example.

        Assert.Equal("1", prediction.Version);
        await host.StopAsync();
    }

    [Fact]
    public async Task StreamExample_AsWritten_IsInTheWindows()
    {
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        using var http = new HttpClient { BaseAddress = silo.Url };
        await http.RegisterElectricityAsync("prices", "1", "v1");
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(silo.GatewayPort, "actormlops", "embedded")
            .AddMemoryStreams(StreamNames.Provider));
        builder.Services.AddActorMlOpsClient();
        using var host = builder.Build();
        await host.StartAsync();

        // Below: the README's example.
        var streams = host.Services.GetRequiredService<IMonitoringStreams>();
        await using var observations = await streams.ObservationsAsync("prices", "1", new() { Name = "nightly" });
        await observations.SendAsync(new ColumnBatch()
            .Add("period", [0.5, 0.52]).Add("nswprice", [0.06, 0.05]).Add("nswdemand", [0.44, 0.41])
            .Add("vicprice", [0.003, 0.003]).Add("vicdemand", [0.42, 0.42]).Add("transfer", [0.41, 0.41])
            .Add("prediction", ["1", "0"]));
        await observations.FlushAsync();     // counted, durably; BatchRefusedException names batches that can't be
        // End of the example.

        var drift = await http.GetFromJsonAsync<JsonNode>("api/models/prices/versions/1/drift?rows=500");
        Assert.Equal(2, drift!["window"]!["rows"]!.GetValue<long>());
        await host.StopAsync();
    }

    [Fact]
    public void ClientExamples_InTheReadme_AreThoseThatAreTested()
    {
        var tested = SourceTree.Read("tests/ActorMlOps.Integration.Tests/Documentation/ReadmeTests.cs");
        var written = string.Join('\n', SourceTree.CodeBlocks("README.md", "csharp"));
        Assert.NotEmpty(written);
        foreach (var line in written.Replace("30000", "gateway", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(line.Trim(), tested);
    }
}
