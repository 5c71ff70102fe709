using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace ActorMlOps.Silo.Tests.Hosting;

/// <summary>A silo in this process, on free ports and a directory of its own.</summary>
public sealed class SiloFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public WebApplication App { get; private set; } = null!;

    public SiloSettings Settings { get; private set; } = null!;

    public static SiloSettings SettingsFor(string data)
    {
        var ports = FreePorts.Take(4);
        return new SiloSettings
        {
            Data = data,
            Urls = [new Uri($"http://127.0.0.1:{ports[0]}")],
            GrpcUrl = new Uri($"http://127.0.0.1:{ports[3]}"),
            SiloPort = ports[1],
            GatewayPort = ports[2],
        };
    }

    public async Task InitializeAsync()
    {
        Settings = SettingsFor(_directory["data"]);
        App = SiloHost.Build(Settings);
        await App.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }
}
