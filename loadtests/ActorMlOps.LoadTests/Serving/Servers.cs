using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>A silo that watches its models and the peers, all up all the time; whichever is not driven idles.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private ServerProcess? _silo;
    private ServerProcess? _jsonPeer;
    private ServerProcess? _grpcPeer;

    private Servers()
    {
    }

    public ServerProcess Silo => _silo!;

    public ServerProcess JsonPeer => _jsonPeer!;

    public ServerProcess GrpcPeer => _grpcPeer!;

    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        try
        {
            servers._jsonPeer = await ServerProcess.StartJsonPeerAsync(SampleModel.All);
            servers._grpcPeer = await ServerProcess.StartGrpcPeerAsync(SampleModel.All);
            servers._silo = await ServerProcess.StartSiloAsync(servers._data.Path);
            using var api = new SiloApi(servers.Silo.Url);
            foreach (var model in SampleModel.All)
                await api.RegisterAsync(model);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _silo, _jsonPeer, _grpcPeer })
        {
            if (server is not null)
                await server.DisposeAsync();
        }
        _data.Dispose();
    }
}
