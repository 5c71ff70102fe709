using ActorMlOps.Silo.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Says in the log when the silo is ready, where, and when it stops. Scripts may wait for these lines.</summary>
internal sealed partial class LifecycleLog(
    IHostApplicationLifetime lifetime, IServer server, SiloSettings settings, DataDirectory data, ILogger<LifecycleLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Ready(
            string.Join(" ", Addresses.SkipLast(1)), Addresses[^1], data.Path, settings.SiloPort, settings.GatewayPort));
        lifetime.ApplicationStopping.Register(Stopping);
        return Task.CompletedTask;
    }

    /// <summary>That of gRPC comes last.</summary>
    private string[] Addresses => [.. server.Features.Get<IServerAddressesFeature>()!.Addresses];

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Ready on {Urls}, gRPC on {GrpcUrl} (data {Data}, silo port {SiloPort}, gateway port {GatewayPort})")]
    private partial void Ready(string urls, string grpcUrl, string data, int siloPort, int gatewayPort);

    [LoggerMessage(2, LogLevel.Information, "Stopping")]
    private partial void Stopping();
}
