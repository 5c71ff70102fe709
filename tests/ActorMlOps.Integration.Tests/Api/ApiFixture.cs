using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>One silo with its HTTP API for all tests of the collection; each test uses models of its own.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    /// <summary>Smaller than the default, so that a test can exceed it.</summary>
    public const int MaxInferBytes = 11_000_000;

    /// <inheritdoc cref="MaxInferBytes"/>
    public const int MaxReferenceBytes = 20_000_000;

    private readonly TemporaryDirectory _directory = new();
    private WebApplication _app = null!;

    internal ApiClient Client { get; private set; } = null!;

    public Uri GrpcUrl { get; private set; } = null!;

    public int GatewayPort { get; private set; }

    public async Task InitializeAsync()
    {
        var ports = FreePorts.Take(4);
        var url = new Uri($"http://127.0.0.1:{ports[0]}");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
            [
                new("ActorMlOps:Api:MaxInferBytes", MaxInferBytes.ToString()),
                new("ActorMlOps:Api:MaxReferenceBytes", MaxReferenceBytes.ToString()),
                new("ActorMlOps:Alerts:EvaluateSeconds", "1"),
            ])
            .Build();
        GrpcUrl = new($"http://127.0.0.1:{ports[3]}");
        GatewayPort = ports[2];
        _app = SiloHost.Build(
            new SiloSettings { Data = _directory["data"], Urls = [url], GrpcUrl = GrpcUrl, SiloPort = ports[1], GatewayPort = ports[2] }, configuration);
        await _app.StartAsync();
        Client = new(url);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiFixture>
{
    public const string Name = "HTTP API";
}
