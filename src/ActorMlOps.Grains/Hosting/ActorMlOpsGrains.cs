using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Monitoring.Alerts;
using ActorMlOps.Grains.Monitoring.Alerts.Sinks;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Grains.Monitoring.Resources;
using ActorMlOps.Grains.Registry;
using ActorMlOps.Grains.Rollout;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Storage;
using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace ActorMlOps.Grains.Hosting;

/// <summary>Adds everything a silo of ours needs, given a grain storage and a stream provider of the expected names and an artifact store.</summary>
public static class ActorMlOpsGrains
{
    /// <summary>Name of the grain storage that holds all state.</summary>
    public const string StorageName = StorageNames.Provider;

    public static ISiloBuilder AddActorMlOpsGrains(this ISiloBuilder silo, IConfiguration configuration)
    {
        var services = silo.Services;
        services.AddOptions<MonitoringOptions>().Bind(configuration.GetSection(MonitoringOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MonitoringOptions>, MonitoringOptions.Validator>();
        services.AddOptions<ServingOptions>().Bind(configuration.GetSection(ServingOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServingOptions>, ServingOptions.Validator>();
        services.AddOptions<ReceiptOptions>().Bind(configuration.GetSection(ReceiptOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReceiptOptions>, ReceiptOptions.Validator>();
        services.AddOptions<AlertOptions>().Bind(configuration.GetSection(AlertOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptions.Validator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Instruments>();
        services.AddSingleton(s => new RowStore(s.GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider)));
        services.AddSingleton<ProfileCache>();
        services.AddSingleton<ReferenceDetailsCache>();
        services.AddSingleton<Registrar>();
        services.AddSingleton(s => ReceiptKeys.Load(s.GetRequiredService<IOptions<ReceiptOptions>>().Value));
        services.AddSingleton<ReceiptSealer>(s => new(s.GetRequiredService<ReceiptKeys>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReceiptOpener>();
        services.AddSingleton<PolicyCache>();
        services.AddSingleton<SiloAgents>();
        services.AddSingleton<VersionRuntimes>();
        services.AddSingleton<Refusals>();
        services.AddSingleton<IRefusals>(s => s.GetRequiredService<Refusals>());
        services.AddSingleton<ResourceMonitor>();
        services.AddSingleton<PredictionRouter>();
        services.AddSingleton<ILocalServing>(s => s.GetRequiredService<PredictionRouter>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, RuntimeLifecycle>();
        services.AddSingleton<AlertInstruments>();
        services.AddSingleton<SinkHttp>();
        services.AddSingleton<AlertSinks>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, AlertWaker>();
        silo.AddStreamFilter<BatchFilter>(StreamNames.Provider);
        silo.AddGrainService<SiloAgent>();
        return silo;
    }
}
