using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using Microsoft.Data.Sqlite;

namespace ActorMlOps.LoadTests.Processes;

/// <summary>A silo in this process, so that its memory and processor time can be read, and its garbage collected.</summary>
internal sealed class OwnSilo : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly WebApplication _app;

    private OwnSilo()
    {
        var ports = FreePorts.Take(4);
        GrpcUrl = new($"http://127.0.0.1:{ports[3]}");
        _app = SiloHost.Build(new SiloSettings
        {
            Data = _data.Path,
            Urls = [new($"http://127.0.0.1:{ports[0]}")],
            GrpcUrl = GrpcUrl,
            SiloPort = ports[1],
            GatewayPort = ports[2],
            Telemetry = new() { LogLevel = LogLevel.Critical },
        });
    }

    public Uri Url => new(_app.Urls.First());

    public Uri GrpcUrl { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<OwnSilo> StartAsync()
    {
        ServerThreads.Restore();
        var silo = new OwnSilo();
        await silo._app.StartAsync();
        return silo;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Dispose();
    }
}
