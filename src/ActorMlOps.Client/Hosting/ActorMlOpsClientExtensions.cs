
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ActorMlOps.Client;

public static class ActorMlOpsClientExtensions
{
    /// <summary>
    /// Adds <see cref="IModelClient"/> and <see cref="IMonitoringStreams"/>. Works inside a silo, and in any process with an Orleans client
    /// (<c>builder.UseOrleansClient(...)</c>).
    /// </summary>
    public static IServiceCollection AddActorMlOpsClient(this IServiceCollection services, Action<ModelClientOptions>? configure = null)
    {
        var options = services.AddOptions<ModelClientOptions>();
        if (configure is not null)
            options.Configure(configure);
        options
            .Validate(o => o.MaxRowsPerCall is >= 1 and <= 4096, $"{nameof(ModelClientOptions.MaxRowsPerCall)} must be from 1 to 4096.")
            .Validate(o => o.CallsInFlight is >= 1 and <= 64, $"{nameof(ModelClientOptions.CallsInFlight)} must be from 1 to 64.")
            .Validate(o => o.MaxWaitingRows is >= 1 and <= 1_000_000, $"{nameof(ModelClientOptions.MaxWaitingRows)} must be from 1 to 1,000,000.")
            .Validate(o => o.Retries is >= 0 and <= 16, $"{nameof(ModelClientOptions.Retries)} must be from 0 to 16.");
        services.TryAddSingleton<IModelClient, ModelClient>();
        services.TryAddSingleton<IMonitoringStreams, MonitoringStreams>();
        return services;
    }
}
