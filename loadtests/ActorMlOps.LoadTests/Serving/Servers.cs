using ActorMlOps.LoadTests.Processes;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>A silo that watches its models and the peer, both up all the time; whichever is not driven idles.</summary>
internal sealed class Servers : IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private ServerProcess? _silo;
    private ServerProcess? _peer;

    private Servers()
    {
    }

    public ServerProcess Silo => _silo!;

    public ServerProcess Peer => _peer!;

    public static async Task<Servers> StartAsync()
    {
        var servers = new Servers();
        try
        {
            servers._peer = await ServerProcess.StartPeerAsync(SampleModel.All);
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
        if (_silo is not null)
            await _silo.DisposeAsync();
        if (_peer is not null)
            await _peer.DisposeAsync();
        _data.Dispose();
    }
}
