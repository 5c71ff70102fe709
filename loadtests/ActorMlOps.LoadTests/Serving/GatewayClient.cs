using ActorMlOps.Client;
using ActorMlOps.LoadTests.Processes;
using ActorMlOps.Silo.Storage;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>The grain client of a process without a silo, over the gateway.</summary>
internal sealed class GatewayClient : IAsyncDisposable
{
    private readonly IHost _host;

    private GatewayClient(IHost host) => _host = host;

    public IModelClient Models => _host.Services.GetRequiredService<IModelClient>();

    public static async Task<GatewayClient> ConnectAsync(ServerProcess silo)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client.UseLocalhostClustering(silo.GatewayPort, StorageNames.ServiceId, clusterId: "embedded"));
        builder.Services.AddActorMlOpsClient();
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
