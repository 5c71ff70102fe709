using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Silo.Artifacts;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Silo.Storage;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Puts a silo together: one process with Orleans, the stores and the HTTP API.</summary>
public static class SiloHost
{
    /// <summary>Beyond this many waiting calls a grain refuses more: an endless queue only turns overload into time-outs.</summary>
    private const int MaxWaitingCalls = 20_000;

    /// <summary>The host's default watches its directory for files that we don't read, which every write to the database would tell it of.</summary>
    private const string NoWatching = "--hostBuilder:reloadConfigOnChange=false";

    /// <summary>Reads the settings of this process and builds the silo; it runs after <c>StartAsync</c> or <c>RunAsync</c>.</summary>
    /// <exception cref="SettingsException">Settings are wrong.</exception>
    /// <exception cref="StartupException">A port or the data directory is in use, or the data cannot be used.</exception>
    public static WebApplication Build(IReadOnlyList<string> args)
    {
        var loaded = SettingsLoader.Load(args, Profiles.OfThisProcess);
        return Build(loaded.Silo, loaded.Configuration);
    }

    /// <summary>Builds a silo of settings that a program made itself; <paramref name="configuration"/> has the sections of the other parts.</summary>
    /// <exception cref="StartupException">A port or the data directory is in use, or the data cannot be used.</exception>
    public static WebApplication Build(SiloSettings settings, IConfiguration? configuration = null)
    {
        var data = DataDirectory.Hold(settings.Data);
        try
        {
            PortCheck.Demand(settings);
            var connectionString = SqliteGrainStorage.ConnectionString(data.Database, settings.BusyTimeout);
            SqliteSchema.Apply(connectionString);
            return Compose(settings, configuration ?? new ConfigurationBuilder().Build(), data, connectionString);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static WebApplication Compose(SiloSettings settings, IConfiguration configuration, DataDirectory data, string connectionString)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = [NoWatching] });

        // Only what SettingsLoader has checked: no appsettings.json, no ASPNETCORE_URLS that would open another door.
        // A copy, because the host writes into its configuration.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(configuration.AsEnumerable());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenOn(settings));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBlocks>();
        builder.AddSiloTelemetry(settings.Telemetry);

        // Made by a factory, so that the container disposes it, last of all.
        builder.Services.AddSingleton(_ => data);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SiloReadiness>();
        builder.Services.AddSingleton<IArtifactStore>(new DirectoryArtifactStore(data.Artifacts));
        builder.Services.AddSingleton<IStoreMeter, StoreMeter>();
        builder.Services.AddHostedService<LifecycleLog>();
        builder.Services.PostConfigure<ReceiptOptions>(options => ReceiptKeyFile.Complete(options, data.Path, severalSilos: false, TimeProvider.System));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);
        builder.UseOrleans(silo => AddSilo(silo, settings, connectionString, configuration));
        Composition.AddParts(builder.Services, configuration);

        var app = builder.Build();
        app.Services.GetRequiredService<DataDirectory>();
        app.Services.GetRequiredService<SiloReadiness>();
        app.MapPrometheusScrapingEndpoint("/metrics");
        Composition.MapParts(app);
        return app;
    }

    private static void AddSilo(ISiloBuilder silo, SiloSettings settings, string connectionString, IConfiguration configuration)
    {
        silo.UseLocalhostClustering(settings.SiloPort, settings.GatewayPort, serviceId: StorageNames.ServiceId, clusterId: "embedded");
        silo.AddSqliteGrainStorage(connectionString);
        silo.AddMemoryStreams(StreamNames.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        silo.AddActivityPropagation();
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.MaxEnqueuedRequestsHardLimit = MaxWaitingCalls;
            options.MaxEnqueuedRequestsHardLimit_StatelessWorker = MaxWaitingCalls;
        });
        Composition.AddParts(silo, configuration);
    }
}
